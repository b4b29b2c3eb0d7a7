"""The 证件换发申请表 as it stands on somebody's screen: the typed, unsaved content and all that is said of it."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from devices.findings import Finding, at
from devices.forms import RecordForm
from devices.papers import Papers
from documents.models import Attachment, SubjectKind
from renewals.carrying import merged_parameters
from renewals.changes import changed_since_submission
from renewals.field_hints import FieldHints, add_parameter_hints, field_hints
from renewals.models import RenewalApplication
from renewals.precheck import precheck
from renewals.same_model import Offer, same_model_offers


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far a section is: `filled` of `asked` fields, and how many of its fields must be put right."""

    anchor: str
    label: str
    filled: int
    asked: int
    wrong: int


@dataclass
class Sheet:
    """`renewal` is an unsaved copy with what could be read of the form; `unread` what could not."""

    renewal: RenewalApplication
    form: RecordForm
    findings: list[Finding]
    hints: dict[str, FieldHints]
    progress: list[SectionProgress]
    offers: dict[str, Offer]
    unread: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> int:
        """How many findings keep it from being submitted."""
        return sum(finding.blocks for finding in self.findings)

    @property
    def offered_blanks(self) -> int:
        """How many blank parameters a same-model value could fill."""
        filled = self.renewal.parameter_values()
        return sum(bool(offer.value) and code not in filled for code, offer in self.offers.items())

    @property
    def offering(self) -> int:
        """How many machines of the same model stand behind the offers, 0 where there are none."""
        return max((offer.machines for offer in self.offers.values()), default=0)


def sheet_of(
    renewal: RenewalApplication,
    form: RecordForm,
    papers: Papers,
    *,
    remarks: Mapping[str, str] | None = None,
    chosen: Collection[str] = (),
) -> Sheet:
    """Read a form, bound or not, without keeping anything.

    `chosen` are kinds of papers that the browser holds and has not sent yet.
    """
    shown = typed_copy(renewal, form)
    unread = _unread(form)
    findings = [*unread, *precheck(shown, kinds=_kinds(renewal, papers, chosen))]
    offers = same_model_offers(shown)
    hints = _hints(shown, form, findings, remarks or {}, offers)
    progress = _progress(shown, form, papers, findings, chosen)
    return Sheet(shown, form, findings, hints, progress, offers, unread)


def typed_copy(renewal: RenewalApplication, form: RecordForm) -> RenewalApplication:
    """A copy of `renewal` with what a bound form says; fields that cannot be read stay as they were."""
    shown = copy.copy(renewal)
    if not form.is_bound:
        return shown
    form.is_valid()
    given = form.record_input()
    shown.set_common(given.common)
    shown.parameters = merged_parameters(renewal.parameters, given.parameters, renewal.category_data)
    return shown


def _unread(form: RecordForm) -> list[Finding]:
    return [
        Finding("VALUE", "error", path, f"{form.fields[path].label}：{error}")
        for path, errors in form.errors.items()
        if path in form.fields
        for error in errors
    ]


def _kinds(renewal: RenewalApplication, papers: Papers, chosen: Collection[str]) -> frozenset[str]:
    standing = Attachment.objects.filter(subject=SubjectKind.ENTERPRISE, subject_id=renewal.enterprise_id)
    here = {row.code for row in papers.rows if row.is_there or row.code in chosen}
    return frozenset(here | set(standing.values_list("kind", flat=True)))


def _hints(
    shown: RenewalApplication,
    form: RecordForm,
    findings: list[Finding],
    remarks: Mapping[str, str],
    offers: dict[str, Offer],
) -> dict[str, FieldHints]:
    changed = changed_since_submission(shown)
    hints = {path: field_hints(path, at(findings, path), remarks, changed) for path in form.fields}
    for parameter in shown.category_data.parameters:
        add_parameter_hints(hints[parameter.path], shown, parameter, offers.get(parameter.code))
    return hints


def _progress(
    shown: RenewalApplication,
    form: RecordForm,
    papers: Papers,
    findings: list[Finding],
    chosen: Collection[str],
) -> list[SectionProgress]:
    blocked = {finding.path for finding in findings if finding.blocks}
    filled, common = shown.parameter_values(), shown.common_values()
    sections = []
    for group in shown.catalogue.groups:
        asked = [p for p in shown.category_data.in_group(group.code) if p.applies(filled, shown.sub_type)]
        paths = {p.path: p.code in filled for p in asked}
        sections.append(_section(f"s-parameters-{group.code}", group.label, paths, blocked))
    entries = list(form.common_entries())
    for group in shown.catalogue.common_groups:
        here = [e for e in entries if e.group == group.code and e.applies(common, shown.sub_type)]
        paths = {e.path: e.code in common for e in here}
        sections.append(_section(f"s-{group.code}", group.label, paths, blocked))
    wanted = {r.path: r.is_there or r.code in chosen for r in papers.rows if r.required}
    sections.append(_section("papers", "附件资料", wanted, blocked))
    return [section for section in sections if section.asked]


def _section(anchor: str, label: str, filled: dict[str, bool], blocked: set[str]) -> SectionProgress:
    return SectionProgress(anchor, label, sum(filled.values()), len(filled), len(blocked & filled.keys()))
