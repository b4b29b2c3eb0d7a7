"""Which browser a session is in, as its owner knows it; never more than the family."""

from __future__ import annotations

# The first that is found counts: later names stand in the earlier ones' headers, too.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("QIHU", "360 浏览器"),
    ("QAX", "奇安信浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("OPR", "Opera"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def family_of(agent: str) -> str:
    """Browser and system in words: Chrome · Windows; empty parts are left out."""
    found = (next((word for mark, word in kinds if mark in agent), "") for kinds in (_BROWSERS, _SYSTEMS))
    return " · ".join(word for word in found if word) or "未知浏览器"
