"""Verifying: the chain is walked once, in pieces of constant size, and every place where it does not fit is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from audit.chain import BEGIN, Link, SealHead, SealKey, known_keys, present_key
from audit.findings import Finding, FindingKind
from audit.note_checking import NoteChecker
from audit.sealing import PASS
from audit.sources import digest_of, sources
from audit.word_checking import WordChecker

PIECE = 1000
_AHEAD = dt.timedelta(minutes=5)  # by how much clocks of machines may differ
_COLUMNS = ("number", "source", "row_id", "form", "digest", "previous", "mac", "key", "sealed_at")
Row = dict[str, Any]


@dataclass
class Verifier:
    """One walk from link `first` to `last`. `run` yields findings; the figures are complete when it ends.

    `anchors` maps numbers to seals that were kept elsewhere. Only a walk over everything tells inserted rows.
    """

    first: int = 1
    last: int | None = None
    anchors: Mapping[int, str] = field(default_factory=dict)
    now: dt.datetime = field(default_factory=timezone.now)
    links: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    end: tuple[int, str] = (0, BEGIN)

    def __post_init__(self) -> None:
        self._late = dt.timedelta(seconds=settings.AUDIT_LATE_SECONDS)
        self._keys: dict[str, SealKey] = known_keys()
        self._notes = NoteChecker()
        self._words = WordChecker()
        self._settled: dict[str, int] = {}
        self._complete_at: dt.datetime | None = None
        self._admitting = False
        self._present = False
        self._flagged = False  # whether the link before was found wrong already

    def run(self) -> Iterator[Finding]:
        """Everything that is wrong, in the order of the chain, then what is outside of it."""
        self._begin()
        while piece := self._piece():
            contents = self._contents(piece)
            for link in piece:
                yield from self._link(link)
                yield from self._row(link, contents[link["source"]].get(link["row_id"]))
            found = [row for rows in contents.values() for row in rows.values()]
            yield from self._notes.check(found)
            yield from self._beside(piece, contents)
        if self.last is None:
            yield from self._tail()
            yield from self._outside()

    @property
    def erased(self) -> int:
        """How many notes were found erased."""
        return self._notes.erased

    @property
    def words_erased(self) -> int:
        """How many entries were found whose words were erased."""
        return self._words.erased

    def _begin(self) -> None:
        """Where the walk starts: the link before, or the place where archived links were cut."""
        before = Link.objects.filter(number__lt=self.first).order_by("-number").first()
        if before is not None:
            self.end = (before.number, before.mac)
            self.first = max(self.first, before.number + 1)
            return
        start = Link.objects.order_by("number").first()
        if start is None or start.number == 1:
            return
        from audit.archiving import cut_at

        if cut := cut_at(start.number - 1):
            self.first, self.end = start.number, (start.number - 1, cut)

    def _piece(self) -> list[Row]:
        found = Link.objects.filter(number__gt=self.end[0], number__gte=self.first)
        if self.last is not None:
            found = found.filter(number__lte=self.last)
        return list(found.order_by("number").values(*_COLUMNS)[:PIECE])

    def _contents(self, piece: list[Row]) -> dict[str, dict[int, Row]]:
        """The rows that the links name, in the form that each link sealed."""
        wanted: dict[str, dict[int, list[int]]] = {}
        for link in piece:
            wanted.setdefault(link["source"], {}).setdefault(link["form"], []).append(link["row_id"])
        contents: dict[str, dict[int, Row]] = {code: {} for code in wanted}
        for code, forms in wanted.items():
            source = sources().get(code)
            for form, ids in forms.items():
                if source and 1 <= form <= source.form:
                    rows = source.contents(source.rows().filter(pk__in=ids), form=form)
                    contents[code] |= {row["id"]: row for row in rows}
        return contents

    def _link(self, link: Row) -> Iterator[Finding]:
        number, mac = self.end
        follows = link["number"] == number + 1
        if not follows:
            gap = f"缺第 {number + 1} 号" + (
                f"至第 {link['number'] - 1} 号" if link["number"] > number + 2 else ""
            )
            yield Finding(FindingKind.LINK_MISSING, number=number + 1, at=link["sealed_at"], told=gap)
        wrong = follows and link["previous"] != mac and not self._flagged
        key = self._keys.get(link["key"])
        if key is None:
            yield _at(FindingKind.KEY, link, f"密钥标识 {link['key']}，请在 AUDIT_KEY_FALLBACKS 中补上")
        elif wrong or key.seal(link) != link["mac"]:
            wrong = True
            yield _at(FindingKind.LINK_CHANGED, link)
        elif link["number"] in self.anchors and self.anchors[link["number"]] != link["mac"]:
            yield _at(FindingKind.ANCHOR, link, "封印与锚点保存的不同：这一段是重新编造的")
        present = link["key"] == present_key().name
        if self._present and not present:
            yield _at(FindingKind.OLD_KEY, link)
        self._present = self._present or present
        self._flagged = wrong
        self.links += 1
        self.end = (link["number"], link["mac"])

    def _row(self, link: Row, row: Row | None) -> Iterator[Finding]:
        source = sources().get(link["source"])
        if source is None or row is None:
            yield _at(FindingKind.REMOVED, link)
            return
        self.rows[source.code] = self.rows.get(source.code, 0) + 1
        if digest_of(source, row, form=link["form"]) != link["digest"]:
            yield _at(FindingKind.CHANGED, link, f"现记载的时间 {timezone.localtime(row[source.at]):%F %T}")
            return
        if link["source"] == PASS:
            self._pass(row)
            return
        at = row[source.at]
        old = self._complete_at is not None and at < self._complete_at - self._late and not self._admitting
        if old or at > link["sealed_at"] + _AHEAD:
            yield _at(FindingKind.BACKDATED, link, f"记载的时间 {timezone.localtime(at):%F %T}")

    def _beside(self, piece: list[Row], contents: dict[str, dict[int, Row]]) -> Iterator[Finding]:
        """What no longer fits the marks and digests that these rows hold of it."""
        links = {(link["source"], link["row_id"]): link for link in piece}
        for code, rows in contents.items():
            if (source := sources().get(code)) is None:
                continue
            for row_id, kind, told in self._words.check(source, list(rows)):
                yield _at(kind, links[code, row_id], told)
            for row_id, told in source.beside(list(rows.values())) if source.beside else ():
                yield _at(FindingKind.BODY_CHANGED, links[code, row_id], told)

    def _pass(self, row: Row) -> None:
        """A round of sealing, itself proved: what it had seen, and whether older rows are admitted next."""
        self._admitting = row["admits"]
        if row["complete"]:
            self._complete_at = row["at"]
        if row["at"] <= self.now - self._late:
            self._settled = row["tops"]

    def _tail(self) -> Iterator[Finding]:
        """Whether the chain ends where it was left and where anchors know it to have been."""
        head = SealHead.objects.filter(pk=1).first()
        if head and head.number > self.end[0]:
            yield Finding(
                FindingKind.CUT,
                number=self.end[0] + 1,
                told=f"链尾曾到第 {head.number} 号，现到第 {self.end[0]} 号",
            )
        elif head and (head.number, head.mac) != self.end:
            yield Finding(FindingKind.LINK_MISSING, number=head.number, told="链尾登记与链不一致")
        for number in sorted(number for number in self.anchors if number > self.end[0]):
            told = f"锚点证明曾封存到第 {number} 号，现到第 {self.end[0]} 号"
            yield Finding(FindingKind.CUT, number=number, told=told)

    def _outside(self) -> Iterator[Finding]:
        """Rows that no link names: inserted below what was settled, or waiting for a worker."""
        old = self.now - max(self._late, dt.timedelta(hours=1))
        for code, source in sources().items():
            settled = self._settled.get(code, 0)
            for row_id, at in source.unsealed().order_by("pk").values_list("pk", source.at).iterator(PIECE):
                self.waiting += 1
                if row_id <= settled:
                    yield Finding(FindingKind.INSERTED, source=code, row_id=row_id, at=at)
                elif at < old:
                    yield Finding(FindingKind.UNSEALED, source=code, row_id=row_id, at=at)


def _at(kind: FindingKind, link: Row, told: str = "") -> Finding:
    return Finding(
        kind,
        source=link["source"],
        row_id=link["row_id"],
        number=link["number"],
        at=link["sealed_at"],
        told=told,
    )
