"""The figures as tables of Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence

from django.utils import timezone

from devices.catalogue import built_in

from .measuring import Measured
from .scoring import Tally

HEAD = "| | pictures | fields printed | found | offered and right | right among the offered | s a picture, median | 95 % | processor s, median | peak MB |"
FIELD_HEAD = "| field | printed | found | offered and right | right among the offered |"


def lines(levels: Sequence[Measured]) -> Iterator[str]:
    """A row a level, then a row a field at moderate noise."""
    yield from ("", _surroundings(), "", HEAD, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for level in levels:
        yield _level(level)
    moderate = next(level for level in levels if level.level == "moderate")
    yield from ("", "By field, at moderate noise:", "", FIELD_HEAD, "|---|---:|---:|---:|---:|")
    for path, tally in sorted(moderate.score.fields.items(), key=lambda item: -item[1].printed):
        if tally.printed:
            yield f"| {_name(path)} `{path}` | {tally.printed} | {_share(tally.found, tally.printed)} | {_share(tally.right, tally.printed)} | {_share(tally.offered_right, tally.offered)} |"
    yield ""


def mistakes(levels: Sequence[Measured]) -> Iterator[str]:
    """What was offered and is wrong, and what was printed and not offered rightly."""
    for level in levels:
        for name, path, one, true in level.score.wrong:
            yield f"WRONG {name} {path} {one.value!r} of {one.raw!r} {one.confidence} {one.doubts}, true {true!r}"
        for name, path, expected, read in level.score.missing:
            told = f"{read.value!r} of {read.raw!r} {read.confidence} {read.doubts}" if read else "nothing"
            yield f"MISSING {name} {path} {expected!r}, read {told}"


def _surroundings() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    machine = (
        f"{platform.machine()}, {os.cpu_count()} processors, {memory} GB, Python {platform.python_version()}"
    )
    return f"{timezone.localdate().isoformat()}, {machine}, {os.getloadavg()[2]:.1f} processes waiting or at work on it meanwhile:"


def _level(level: Measured) -> str:
    total: Tally = level.score.total()
    clock, processor = sorted(level.by_clock), sorted(level.by_processor)
    count = len(clock)
    return (
        f"| {level.level} | {count} | {total.printed} | {_share(total.found, total.printed)} | {_share(total.right, total.printed)} | "
        f"{_share(total.offered_right, total.offered)} | {clock[count // 2]:.2f} | {clock[int(count * 0.95)]:.2f} | {processor[count // 2]:.2f} | {level.peak} |"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "—"


def _name(path: str) -> str:
    """The field's label; that of the first category which has it."""
    part, _, code = path.partition(".")
    catalogue = built_in()
    if part == "device":
        return catalogue.common_field(code).label
    return next(kind.parameter(code).label for kind in catalogue.categories if kind.has_parameter(code))
