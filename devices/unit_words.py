"""The ways in which people write the units of the catalogue behind a number."""

from __future__ import annotations

WRITTEN = {
    "t·m": ("t.m", "tm", "t-m", "t*m", "吨米", "吨·米"),
    "kn·m": ("kn.m", "knm", "kn-m", "kn*m", "千牛米", "千牛·米"),
    "t": ("吨",),
    "kg": ("公斤", "千克"),
    "kn": ("千牛",),
    "m/min": ("米/分", "米/分钟", "米每分"),
    "m/s": ("米/秒", "米每秒"),
    "m": ("米",),
    "mm": ("毫米",),
    "s": ("秒",),
    "r/min": ("rpm", "转/分"),
    "kw": ("千瓦",),
    "mpa": ("兆帕",),
    "个": ("只",),
    "人": (),
    "台": (),
    "年": (),
    "元": (),
    "%": (),
}


def means(written: str, unit: str) -> bool:
    """Whether what stands behind a number is that unit, in any of its spellings."""
    folded, wanted = written.lower(), unit.lower()
    return folded == wanted or folded in WRITTEN.get(wanted, ())


def is_unit(written: str, *, also: str = "") -> bool:
    """Whether it is a unit that people know at all; `also` is that of a parameter which the city has added."""
    return any(means(written, unit) for unit in (*WRITTEN, also))
