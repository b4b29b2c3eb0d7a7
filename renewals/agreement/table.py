"""The reviewer's table: for each field what form, plate, old certificate and quality certificate say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from devices.catalogue import Field
from devices.recognised.agreeing import says_the_same
from devices.recognised.kinds import SOURCES
from devices.recognised.values import told
from renewals.agreement.findings import fields_of, text_of
from renewals.agreement.overruled import Why, overruled_of
from renewals.agreement.papers import Paper, Said, doubt_of, frozen_papers, readings_of, said_by
from renewals.comparing import submitted_common, submitted_parameters
from renewals.models import RenewalApplication, Submission
from vision.crops import Piece, crop_url
from vision.models import Reading

# 审核要点 3: these four are looked at in any case.
ASKED = ("device.model", "device.factory_number", "device.manufacture_date", "device.old_registration_number")


@dataclass(frozen=True, slots=True)
class Cell:
    """One paper beside one field: `tone` ok, bad, or empty where nothing was read; `crop` the piece's address."""

    kind: str
    word: str
    tone: str = ""
    text: str = ""
    crop: str = ""
    sm3: str = ""
    why: str = ""

    @property
    def source(self) -> str:
        """The paper's name."""
        return SOURCES[self.kind].label

    @property
    def source_code(self) -> str:
        """The paper's code."""
        return SOURCES[self.kind].value

    @property
    def differs(self) -> bool:
        """Whether it still asks for a look."""
        return self.tone == "bad"


@dataclass(frozen=True, slots=True)
class Row:
    """One field: what the form says, then each paper."""

    path: str
    label: str
    form: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether any paper says otherwise, and nobody has said that it does not count."""
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The table; `waiting` papers are still being read."""

    rows: list[Row]
    waiting: int
    problems: list[str] = field(default_factory=list)

    @property
    def differing(self) -> int:
        """How many fields ask for a look."""
        return sum(row.differs for row in self.rows)

    @property
    def agreeing(self) -> int:
        """How many fields at least one paper confirms, and none contradicts."""
        return sum(not row.differs and any(cell.tone == "ok" for cell in row.cells) for row in self.rows)


def agreement(
    renewal: RenewalApplication,
    submission: Submission,
    *,
    viewer: User | None = None,
    readings: dict[str, Reading] | None = None,
) -> Agreement:
    """Compare the submitted round with what was read of its papers; with a `viewer` each cell has its crop.

    `readings` are those of the round's papers, by SM3, where the caller has them.
    """
    papers = frozen_papers(submission.attachments, linked=viewer is not None)
    readings = readings_of(papers) if readings is None else readings
    is_read = any(reading.is_read for reading in readings.values())
    typed, overruled = _typed(submission.body), overruled_of(renewal) if is_read else {}
    said = said_by(papers, readings, renewal, doubt_of(typed, overruled))
    rows = [
        _row(item, typed.get(item.path, ""), said.get(item.path, {}), papers, overruled, viewer)
        for item in fields_of(renewal)
        if item.path in said or item.path in ASKED
    ]
    return Agreement(rows, _waiting(papers, readings), _problems(readings))


def _row(
    item: Field,
    typed: str,
    said: dict[str, Said],
    papers: list[Paper],
    overruled: dict[tuple[str, str, str], str],
    viewer: User | None,
) -> Row:
    given = {paper.kind for paper in papers}
    cells = tuple(
        _cell(item, kind, typed, said.get(kind), kind in given, overruled, viewer) for kind in SOURCES
    )
    return Row(item.path, item.label, text_of(item, typed), cells)


def _cell(
    item: Field,
    kind: str,
    typed: str,
    said: Said | None,
    given: bool,
    overruled: dict[tuple[str, str, str], str],
    viewer: User | None,
) -> Cell:
    if said is None:
        return Cell(kind, "未能识别" if given else "无此资料")
    sm3, text = said.paper.sm3, text_of(item, told(said.found))
    crop = ""
    if viewer and said.paper.attachment:
        crop = crop_url(Piece(sm3, said.found.page, said.found.box, said.paper.attachment), viewer)
    if not typed:
        return Cell(kind, "表中未填", "", text, crop, sm3)
    if says_the_same(item.path, typed, told(said.found)):
        return Cell(kind, "一致", "ok", text, crop, sm3)
    if why := overruled.get((item.path, SOURCES[kind].value, sm3)):
        return Cell(kind, Why(why).label, "idle", text, crop, sm3, why)
    return Cell(kind, "不一致", "bad", text, crop, sm3)


def _typed(body: dict[str, Any]) -> dict[str, str]:
    common = {f"device.{code}": value for code, value in submitted_common(body).items()}
    parameters = submitted_parameters(body).items()
    return common | {f"parameters.{code}": entry.get("value") or "" for code, entry in parameters}


def _waiting(papers: list[Paper], readings: dict[str, Reading]) -> int:
    open_ones = {paper.sm3 for paper in papers if paper.sm3 in readings and readings[paper.sm3].is_open}
    return len(open_ones)


def _problems(readings: dict[str, Reading]) -> list[str]:
    return list(dict.fromkeys(reading.problem for reading in readings.values() if reading.problem))
