"""docs/states.md, drawn from the transitions that Device, RenewalApplication, Case and Matter declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import models

from cases.models import Case
from cases.words import CaseStatus
from devices.models import Device
from ground.glossary import (
    ApprovalStatus,
    CertificateStatus,
    IntakeStatus,
    MatterKind,
    MatterStatus,
    UploadStatus,
    Worded,
)
from matters.models import Matter
from renewals.models import RenewalApplication

FILE = Path(settings.BASE_DIR) / "docs" / "states.md"
HEAD = """# States

Drawn from the code by `python manage.py document_states`; a test compares. Do not edit by hand.

A state changes through a service alone: lock the row, check guard and revision, change, write the history
entry and the rows that go out, commit (`ground.writing`). A step that does not apply now answers with the
reason and changes nothing. The columns refuse direct assignment (django-fsm, `protected=True`), and the
database keeps what must hold across them:

- one open renewal for each machine (`one_open_renewal_for_each_machine`);
- only an accepted renewal is anything but 未上传 (`only_accepted_renewals_are_uploaded`);
- a decided renewal was handed in (`decided_renewals_were_submitted`);
- 初审接受, where two people have to accept, stands only while its renewal is 待备案 (`accepted_once_only_while_it_waits`);
- a machine has a 换证标识 only in the register (`certificate_mark_only_in_the_register`), and is 已换证 only
  with its new number (`renewed_machine_has_its_new_number`);
- a machine has one undecided 企业事项 (`one_undecided_matter_for_each_machine`), a firm one undecided
  企业名称变更 (`one_undecided_renaming_for_each_firm`), a machine one 暂不换证 in force.

作废 is no state but a mark on a renewal that is 未提交备案 or 不接受备案; the machine is 待换发证件 again. An accepted
企业事项 that ends the machine's registration voids a renewal that is 待备案 as well; one that was accepted stops it.
"""


@dataclass(frozen=True)
class Chart:
    """One state field of one model; `kind` draws only what this kind of 企业事项 knows."""

    title: str
    model: type[models.Model]
    field: str
    words: type[Worded]
    kind: str = ""


@dataclass(frozen=True)
class Move:
    """One declared transition between two states."""

    source: str
    target: str
    label: str
    by: str
    name: str
    meaning: str


CHARTS = (
    Chart("入库状态", Device, "intake_status", IntakeStatus),
    Chart("换证标识", Device, "certificate_status", CertificateStatus),
    Chart("审批状态", RenewalApplication, "approval_status", ApprovalStatus),
    Chart("上传状态", RenewalApplication, "upload_status", UploadStatus),
    Chart("疑似问题", Case, "status", CaseStatus),
    *(Chart(f"企业事项·{kind.label}", Matter, "status", MatterStatus, kind.value) for kind in MatterKind),
)


def states_document() -> str:
    """The whole document."""
    return "\n".join([HEAD, *(line for chart in CHARTS for line in _drawn(chart))]).rstrip() + "\n"


def moves_of(chart: Chart) -> list[Move]:
    """The transitions of one field, in the order of the states."""
    declared = getattr(chart.model, f"get_all_{chart.field}_transitions")(chart.model())
    order = [str(value) for value in chart.words.values]
    known = [item for item in declared if _knows(chart, item.conditions)]
    reached = _reached(chart, {(item.source, item.target) for item in known})
    in_order = sorted(
        (item for item in known if item.source in reached),
        key=lambda item: (order.index(item.source), order.index(item.target), item.name),
    )
    return [
        Move(
            source=chart.words(item.source).label,
            target=chart.words(item.target).label,
            label=item.custom["label"],
            by=item.custom["by"],
            name=item.name,
            meaning=" ".join((item.method.__doc__ or "").split()),
        )
        for item in in_order
    ]


def _knows(chart: Chart, conditions: Iterable[Callable[..., bool]]) -> bool:
    """Whether the chart's kind takes the transition; conditions name the kinds that do (`of_kind`)."""
    return not chart.kind or all(chart.kind in getattr(fits, "kinds", ()) for fits in conditions)


def _reached(chart: Chart, moves: set[tuple[str, str]]) -> set[str]:
    """The states that a record can come to; a whole chart shows all that are declared."""
    if not chart.kind:
        return {source for source, _target in moves}
    found = {str(chart.model._meta.get_field(chart.field).get_default())}  # type: ignore[union-attr]
    while new := {target for source, target in moves if source in found} - found:
        found |= new
    return found


def _drawn(chart: Chart) -> Iterator[str]:
    moves = moves_of(chart)
    start = _default(chart)
    used = {start, *(end for move in moves for end in (move.source, move.target))}
    shown = [word for word in chart.words if not chart.kind or word.label in used]
    names = {word.label: f"s{number}" for number, word in enumerate(shown)}
    yield f"## {chart.title} (`{chart.model.__name__}.{chart.field}`)\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (f'    state "{label}" as {name}' for label, name in names.items())
    yield f"    [*] --> {names[start]}"
    yield from (
        f"    {names[move.source]} --> {names[move.target]}: {move.label}({move.by})" for move in moves
    )
    yield "```\n"
    yield from _table(moves)
    if not chart.kind:
        yield from _never(chart, moves)


def _table(moves: Iterable[Move]) -> Iterator[str]:
    yield "| From | Step | By | To | Method | Meaning |\n| --- | --- | --- | --- | --- | --- |"
    for move in moves:
        cells = (move.source, move.label, move.by, move.target, f"`{move.name}`", move.meaning)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _never(chart: Chart, moves: list[Move]) -> Iterator[str]:
    """The states that nothing leads to yet, so that a gap is seen."""
    reached = {move.target for move in moves} | {_default(chart)}
    missing = [word.label for word in chart.words if word.label not in reached]
    if missing:
        yield f"No step leads to {'、'.join(missing)} yet.\n"


def _default(chart: Chart) -> str:
    field = chart.model._meta.get_field(chart.field)
    return chart.words(field.get_default()).label  # type: ignore[union-attr]
