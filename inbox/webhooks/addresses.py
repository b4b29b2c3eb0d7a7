"""Where events may be sent: never into the office's own network, whatever a name resolves to (SSRF).

The check is made twice: when the address is kept, so that a person reads why not, and when it is called, on the very numbers
that the connection is then made to, so that a name which changes its mind leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from ground.errors import RuleBroken

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST = 500
NAT64 = ipaddress.ip_network("64:ff9b::/96")
PORTS = range(1, 65536)
UNREADABLE = "接收地址应为完整的网址，例如 https://crane.example.com/events 。"
HTTPS = "接收地址须以 https:// 开头，以免内容在途中被人看到或改动。"
WITH_LOGIN = "接收地址中不要写用户名和密码，请用签名核对来源。"
FRAGMENT = "接收地址中不要带 # 及其后的内容。"
INTERNAL = "接收地址指向内部网络或本机，不能推送。请填写互联网上可以访问的地址。"
UNKNOWN = "接收地址的域名无法解析，请核对。"


def checked_address(text: str) -> str:
    """The address as it is kept. Raises RuleBroken, with what to write instead, for one that may not be called."""
    text = text.strip()
    parts = _split(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_ALLOW_INTERNAL):
        raise _refusal("webhook_https", HTTPS)
    if parts.username is not None or parts.password is not None:
        raise _refusal("webhook_login", WITH_LOGIN)
    if parts.fragment or text.endswith("#"):
        raise _refusal("webhook_address", FRAGMENT)
    refuse_internal(resolved(parts.hostname or "", port_of(parts)))
    return text


def port_of(parts: SplitResult) -> int:
    """The port that is named, or the scheme's own."""
    if parts.port is not None:
        return parts.port
    return 443 if parts.scheme == "https" else 80


def resolved(host: str, port: int) -> list[str]:
    """The numbers of the host, by the system's resolver. Raises RuleBroken where there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise _refusal("webhook_unknown", UNKNOWN) from fault
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def refuse_internal(numbers: Iterable[str]) -> None:
    """Raise RuleBroken unless every one is a public address (or WEBHOOK_ALLOW_INTERNAL permits others, for trials)."""
    if settings.WEBHOOK_ALLOW_INTERNAL:
        return
    if not all(is_public(ipaddress.ip_address(number.partition("%")[0])) for number in numbers):
        raise _refusal("webhook_internal", INTERNAL)


def is_public(address: IpAddress) -> bool:
    """Whether it leads to the internet, also by way of an address that carries another one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        for inner in (address.ipv4_mapped, address.sixtofour):
            if inner is not None:
                return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _split(text: str) -> SplitResult:
    if not text or len(text) > MOST or any(not "!" <= sign <= "~" for sign in text) or "\\" in text:
        raise _refusal("webhook_address", UNREADABLE)
    try:
        parts = urlsplit(text)
        fits = bool(parts.hostname) and port_of(parts) in PORTS
    except ValueError:
        fits = False
    if not fits or parts.scheme not in {"http", "https"}:
        raise _refusal("webhook_address", UNREADABLE)
    return parts


def _refusal(code: str, sentence: str) -> RuleBroken:
    return RuleBroken(code, sentence, path="address")
