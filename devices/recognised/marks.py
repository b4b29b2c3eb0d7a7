"""识别采用: which values of a record were taken over from recognition, checked against what was really read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.forms import RecordForm
from devices.models import MachineRecord
from devices.papers import MOST_CLAIMS, Papers
from devices.recognised.kinds import SOURCES, found_in
from devices.recognised.values import stored
from ground.glossary import Provenance
from vision.models import Reading
from vision.offering import offered

POSTED = "recognised"
KIND_OF = {source.value: kind for kind, source in SOURCES.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that was taken over: from which kind of paper, from which file; `value` as it is stored."""

    source: str
    sm3: str
    value: str

    def posted(self, path: str) -> str:
        """How a page says it; the value is told by the field itself."""
        return f"{path} {self.source} {self.sm3}"

    def kept(self) -> dict[str, str]:
        """The form that a record keeps."""
        return {"source": self.source, "sm3": self.sm3, "value": self.value}


def checked_marks(posted: Iterable[str], form: RecordForm, papers: Papers) -> dict[str, Mark]:
    """Those of the page's claims that hold: the file is among its papers, and just that value was read from it."""
    claims = [claim for text in list(posted)[:MOST_CLAIMS] if (claim := _claim(text))]
    if not claims or not offered():
        return {}
    here = _at_hand(papers)
    readings = Reading.objects.of(sm3 for _path, source, sm3 in claims if (KIND_OF[source], sm3) in here)
    marks = {}
    for path, source, sm3 in claims:
        value = form.cleaned_data.get(path, "")
        if sm3 in readings and value and value in _read_values(readings[sm3], source, form, path):
            marks[path] = Mark(source, sm3, value)
    return marks


def settle_marks(record: MachineRecord, marks: Mapping[str, Mark]) -> None:
    """Keep the new marks and those that stand still; what was typed over since has none any more.

    A parameter's provenance follows its mark.
    """
    kept = {**(record.recognised or {}), **{path: mark.kept() for path, mark in marks.items()}}
    if not kept:
        return
    now = values_by_path(record)
    standing = {path: mark for path, mark in kept.items() if now.get(path) == mark["value"]}
    for path in standing:
        part, _, code = path.partition(".")
        if part == "parameters":
            record.parameters[code] = {**record.parameters[code], "provenance": Provenance.RECOGNISED}
    record.recognised = standing or None


def told(record: MachineRecord) -> dict[str, Any]:
    """The history's detail: which fields stand as they were recognised, and from which file; nothing where none do."""
    marks = record.recognised or {}
    said = [
        {"path": path, "source": mark["source"], "sm3": mark["sm3"]} for path, mark in sorted(marks.items())
    ]
    return {"recognised": said} if said else {}


def values_by_path(record: MachineRecord) -> dict[str, str]:
    """Every filled field of the record by its path."""
    common = {f"device.{code}": value for code, value in record.common_values().items()}
    return common | {f"parameters.{code}": value for code, value in record.parameter_values().items()}


def _claim(text: str) -> tuple[str, str, str] | None:
    parts = text.split(" ")
    if len(parts) != 3 or parts[1] not in KIND_OF:
        return None
    return parts[0], parts[1], parts[2]


def _at_hand(papers: Papers) -> set[tuple[str, str]]:
    """The files of the form by kind and SM3, kept or just added."""
    held = {(row.code, item.file.sm3) for row in papers.rows for item in (*row.held, *row.standing)}
    return held | {(row.code, item.file.sm3) for row in papers.rows for _token, item in row.staged}


def _read_values(reading: Reading, source: str, form: RecordForm, path: str) -> set[str]:
    found = found_in(reading, KIND_OF[source], form)
    return {stored(form, path, item.value) for item in found if item.path == path}
