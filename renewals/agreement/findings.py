"""A difference between form and paper is a warning that firm and office see alike; what was not read yet is none."""

from __future__ import annotations

from devices import values
from devices.catalogue import Field
from devices.findings import Finding, Suggestion
from devices.recognised.kinds import SOURCES
from devices.recognised.marks import values_by_path
from devices.recognised.values import told
from renewals.agreement.overruled import overruled_of
from renewals.agreement.papers import Said, doubt_of, kept_papers, readings_of, said_by
from renewals.models import RenewalApplication
from vision.offering import offered

CODES = {kind: f"V-{source.value.upper().replace('_', '-')}" for kind, source in SOURCES.items()}
DIFFERS = "{label}：{source}识别为 {paper}，表中填写 {form}。请对照图片核对；识别有误的，不必修改，审核人员会再核对。"


def paper_findings(renewal: RenewalApplication) -> list[Finding]:
    """Where a paper that was read says otherwise than the form, in the order of the form; nothing blocks."""
    if not offered():
        return []
    papers = kept_papers(renewal)
    readings = readings_of(papers)
    if not any(item.is_read for item in readings.values()):
        return []
    typed = values_by_path(renewal)
    doubted = doubt_of(typed, overruled_of(renewal))
    said = said_by(papers, readings, renewal, doubted)
    return [
        _finding(field, kind, item, typed[field.path])
        for field in fields_of(renewal)
        for kind, item in said.get(field.path, {}).items()
        if doubted(item.paper, item.found)
    ]


def fields_of(renewal: RenewalApplication) -> list[Field]:
    """The fields that papers are compared with: common ones, then parameters, in the order of the form."""
    return [*renewal.catalogue.common_fields, *renewal.category_data.parameters]


def text_of(field: Field, stored: str) -> str:
    """The value with its unit, for people."""
    return f"{values.display(field, stored)} {field.unit}".strip()


def _finding(field: Field, kind: str, item: Said, typed: str) -> Finding:
    paper = text_of(field, told(item.found))
    sentence = DIFFERS.format(
        label=field.label, source=SOURCES[kind].label, paper=paper, form=text_of(field, typed)
    )
    suggestion = Suggestion(item.found.value, f"改为 {paper}")
    return Finding(CODES[kind], "warning", field.path, sentence, suggestion)
