"""What came out right: per field found, right, offered, right among the offered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from devices.recognition import OFFERED_FROM, Found


@dataclass
class Tally:
    """Counts of one field: how often printed, found, found and right, offered, offered and right."""

    printed: int = 0
    found: int = 0
    right: int = 0
    offered: int = 0
    offered_right: int = 0

    def add(self, other: Tally) -> None:
        """Count the other's in."""
        for name in ("printed", "found", "right", "offered", "offered_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Score:
    """The tallies of all fields, and what was offered though it is wrong."""

    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[tuple[str, str, Found, str]] = field(default_factory=list)
    missing: list[tuple[str, str, str, Found | None]] = field(default_factory=list)

    def count(
        self, name: str, expected: Mapping[str, str], known: Mapping[str, str], told: Iterable[Found]
    ) -> None:
        """One paper: what should be read, what else is true of the machine, what was read."""
        by_path = {one.path: one for one in told}
        for path in expected.keys() | by_path.keys():
            one, tally = by_path.get(path), self.fields[path]
            offered = one is not None and one.confidence >= OFFERED_FROM
            right = one is not None and same(one.value, known.get(path, ""))
            tally.printed += path in expected
            tally.found += path in expected and one is not None
            tally.right += path in expected and right and offered
            tally.offered += offered
            tally.offered_right += offered and right
            if offered and not right and one:
                self.wrong.append((name, path, one, known.get(path, "")))
            if path in expected and not (offered and right):
                self.missing.append((name, path, expected[path], one))

    def total(self) -> Tally:
        """All fields together."""
        whole = Tally()
        for tally in self.fields.values():
            whole.add(tally)
        return whole


def same(read: str, true: str) -> bool:
    """Whether the form would hold the same: brackets, case and spaces aside."""
    return _plain(read) == _plain(true)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).upper().replace("（", "(").replace("）", ")")
