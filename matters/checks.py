"""What keeps a matter from being handed in and from being accepted: asked both times, by the same rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from accounts.models import Enterprise
from certificates.models import ElectronicCertificate
from devices import numbers, uscc
from devices.checking import findings_for_intake
from devices.findings import Finding, errors
from devices.models import Device
from devices.numbers import key_of
from devices.registering import belongs_to_another
from devices.uniqueness import taken
from documents.media_types import OFD, PDF
from documents.models import Attachment, SubjectKind
from ground.errors import RuleBroken
from ground.glossary import IntakeStatus, MatterKind
from matters import assumptions
from matters.eligibility import why_not
from matters.forms import NEW, OLD, form_of
from matters.models import Matter
from matters.papers import NEW_CERTIFICATE, papers_for

EARLIEST = dt.date(1980, 1, 1)
LEAST_REASON = 5
UNKNOWN_FIRM = (
    "受让方统一社会信用代码：市网没有这个代码的企业。受让方是中山市企业的，请其先联系系统管理员登记；"
    "不是中山市企业的，请改办“注销”(外迁)。"
)
FIRM_ELSEWHERE = "受让方不是中山市企业，设备须由其在所在属地办理备案。请改办“注销”(外迁)。"
TAKEN_NUMBER = (
    "新备案号：这个备案号已属于市网另一台设备，请对照电子证照核对；确属本设备的，请联系系统管理员。"
)
TAKEN_CERTIFICATE = (
    "证照标识：这个标识已属于市网另一份电子证照，请对照电子证照核对；确属本设备的，请联系系统管理员。"
)
TAKEN_BY_ANOTHER = "更正后的备案号：{number} 已属于市网另一台设备，请先核对两台设备的证书。"
CHANGED_SINCE = "此设备的备案号在提出之后已变为 {number}，请撤销后按现在的备案号重新提出。"


def findings_of(matter: Matter, today: dt.date) -> list[Finding]:
    """Everything that stops it, each at its field; empty where it can go on. Changes nothing."""
    found = [*_blanks(matter), *_reason(matter), *_dates(matter, today), *_papers(matter)]
    if matter.device is not None and (reason := why_not(matter.sort, matter.device)):
        found.append(_error("M-MACHINE", "", reason))
    return [*found, *OF_KIND[matter.sort](matter, today)]


def receiver_of(matter: Matter) -> Enterprise | None:
    """The firm that a transfer names, None where the city does not know it."""
    return Enterprise.objects.filter(uscc=uscc.normalise(matter.text("receiver_uscc"))).first()


def new_number_of(matter: Matter) -> numbers.RegistrationNumber:
    """The number that 备案号更新 names; raises NumberRefused where it is none."""
    return numbers.parse(matter.text("new_number"))


def _error(code: str, path: str, sentence: str) -> Finding:
    return Finding(code, "error", path, sentence)


def _blanks(matter: Matter) -> Iterator[Finding]:
    form = form_of(matter.sort, by_office=matter.by_office)()
    for name in form.needed:
        if not matter.text(name):
            yield _error("M-BLANK", name, f"{form.fields[name].label}：请填写。")


def _reason(matter: Matter) -> Iterator[Finding]:
    """What the office does on its own needs a reason that says something."""
    if matter.by_office and 0 < len(matter.text("explanation")) < LEAST_REASON:
        yield _error("M-REASON", "explanation", f"理由和依据：请写明(至少 {LEAST_REASON} 个字)。")


def _dates(matter: Matter, today: dt.date) -> Iterator[Finding]:
    """A day of the past is neither to come nor absurdly long ago."""
    labels = form_of(matter.sort, by_office=matter.by_office)().fields
    for name in ("happened_on", "agreed_on", "changed_on", "issued_on"):
        day = matter.day(name)
        if day and not EARLIEST <= day <= today:
            yield _error(
                "M-DAY", name, f"{labels[name].label}：不能晚于今天，也不能早于 {EARLIEST.year} 年。"
            )


def _papers(matter: Matter) -> Iterator[Finding]:
    held = set(Attachment.objects.of(SubjectKind.MATTER, matter.pk).usable().values_list("kind", flat=True))
    for paper in papers_for(matter.sort, matter.content, by_office=matter.by_office):
        if paper.level == "required" and paper.kind.code not in held:
            yield _error("M-PAPER", paper.path, f"{paper.kind.label}：请添加。")


def _deregistration(matter: Matter, today: dt.date) -> Iterator[Finding]:
    cause = matter.text("cause")
    if cause == "statutory" and not matter.content.get("grounds"):
        yield _error("M-GROUNDS", "grounds", "法定情形：请至少勾选一项。")
    if cause == "moved_away" and not matter.text("destination"):
        yield _error("M-BLANK", "destination", "迁往地：外迁的请填写迁往的省市。")
    yield from _explained(matter)


def _explained(matter: Matter) -> Iterator[Finding]:
    if matter.text("cause") == "other" and len(matter.text("explanation")) < 5:
        yield _error("M-BLANK", "explanation", "情况说明：原因选“其他”时请写明(至少 5 个字)。")


def _transfer(matter: Matter, today: dt.date) -> Iterator[Finding]:
    typed = matter.text("receiver_uscc")
    if not typed:
        return
    try:
        uscc.check(typed)
    except RuleBroken as refusal:
        receiver = receiver_of(matter)  # one of the early pilot codes is known by its row alone
        if receiver is None:
            yield _error(refusal.code, "receiver_uscc", f"受让方{refusal.message}")
            return
    yield from _receiving_firm(matter, receiver_of(matter))


def _receiving_firm(matter: Matter, receiver: Enterprise | None) -> Iterator[Finding]:
    if receiver is None or not receiver.is_active:
        yield _error("M-RECEIVER", "receiver_uscc", UNKNOWN_FIRM)
    elif receiver.pk == matter.enterprise_id:
        yield _error(
            "M-RECEIVER", "receiver_uscc", "受让方统一社会信用代码：这是本企业的代码，请填写受让方的。"
        )
    elif not receiver.is_local:
        yield _error("M-RECEIVER", "receiver_uscc", FIRM_ELSEWHERE)
    elif matter.counterparty_id not in (None, receiver.pk) and matter.round and not matter.is_editable:
        yield _error("M-RECEIVER", "receiver_uscc", "受让方与提交时不一致，请企业撤回后重新提交。")


def _renaming(matter: Matter, today: dt.date) -> Iterator[Finding]:
    name = matter.text("new_name")
    if name and len(name) < 4:
        yield _error("M-NAME", "new_name", "变更后的企业名称：请填写营业执照上的全称。")
    if name == matter.enterprise.name:
        yield _error("M-NAME", "new_name", "变更后的企业名称：与现名称相同，无需变更。")
    if name and Enterprise.objects.filter(name=name).exclude(pk=matter.enterprise_id).exists():
        yield _error(
            "M-NAME",
            "new_name",
            "变更后的企业名称：市网已有同名企业，请核对营业执照；确属本企业的，请联系系统管理员。",
        )


def _deferral(matter: Matter, today: dt.date) -> Iterator[Finding]:
    longest = assumptions.current().deferral_longest_days
    until = matter.day("until")
    if until and not today < until <= today + dt.timedelta(days=longest):
        yield _error(
            "M-DAY", "until", f"暂不换证至：请填写明天以后、{longest} 天以内的日期，到期前可以再次申报。"
        )
    yield from _explained(matter)


def _number_update(matter: Matter, today: dt.date) -> Iterator[Finding]:
    device = matter.device
    if device is None:
        return
    if matter.text("new_number"):
        yield from _new_number(matter, device)
    mark = matter.text("certificate_number")
    if mark and ElectronicCertificate.objects.filter(certificate_number=mark).exists():
        yield _error("M-CERTIFICATE-TAKEN", "certificate_number", TAKEN_CERTIFICATE)
    issued, until = matter.day("issued_on"), matter.day("valid_until")
    if issued and until and until <= issued:
        yield _error("M-DAY", "valid_until", "有效期至：须晚于发证日期，请对照电子证照核对。")
    yield from _certificate_file(matter)
    if device.intake_status != IntakeStatus.APPROVED:
        yield from _unregistered(device)


def _new_number(matter: Matter, device: Device) -> Iterator[Finding]:
    try:
        number = new_number_of(matter)
    except numbers.NumberRefused as refusal:
        yield _error(refusal.code, "new_number", f"新备案号：{refusal.message}")
        return
    if number.kind != "electronic":
        yield _error(
            "M-NUMBER-OLD",
            "new_number",
            "新备案号：不是电子证照的新编号格式(例如 粤TA-T202600001)，请对照电子证照填写。",
        )
    elif number.category_letter != device.category_data.letter:
        yield _error(
            "M-NUMBER-LETTER",
            "new_number",
            f"新备案号：类别字母{number.category_letter}与{device.category_label}({device.category_data.letter})不一致，"
            "请核对编号和设备类别。",
        )
    elif belongs_to_another(number.text, device.pk):
        yield _error("M-NUMBER-TAKEN", "new_number", TAKEN_NUMBER)


def _certificate_file(matter: Matter) -> Iterator[Finding]:
    held = Attachment.objects.of(SubjectKind.MATTER, matter.pk).filter(kind=NEW_CERTIFICATE)
    types = list(held.values_list("file__media_type", flat=True))
    if types and (len(types) > 1 or types[0] not in {PDF, OFD}):
        yield _error(
            "M-PAPER",
            f"attachments.{NEW_CERTIFICATE}",
            "新电子证照：请只添加一个 PDF 或 OFD 格式的证照原文件。",
        )


def _unregistered(device: Device) -> Iterator[Finding]:
    """A record that enters the register by its electronic number is checked as an intake is.

    It may lack a paper certificate and its number: there may never have been one.
    """
    for finding in [*errors(findings_for_intake(device)), *taken(device)]:
        blank = finding.path == "device.old_registration_number" and not device.old_registration_number
        if blank or finding.code == "N-ELECTRONIC" or finding.path == "attachments.old_certificate":
            continue
        yield _error(finding.code, "", f"设备信息：{finding.sentence}")


def _number_correction(matter: Matter, today: dt.date) -> Iterator[Finding]:
    device, which = matter.device, matter.text("which")
    if device is None or which not in {OLD, NEW} or not matter.text("number"):
        return
    former = former_number(device, which)
    if not former:
        label = "新备案号" if which == NEW else "原备案号"
        yield _error("M-NUMBER-NONE", "which", f"更正哪个备案号：此设备没有{label}，无从更正。")
        return
    if matter.round and key_of(matter.text("former")) != key_of(former):
        yield _error("M-NUMBER-MOVED", "which", CHANGED_SINCE.format(number=former))
    yield from _right_number(matter, device, which, former)


def former_number(device: Device, which: str) -> str:
    """The number that a correction is about, as the record has it now."""
    return device.new_registration_number if which == NEW else device.old_registration_number


def _right_number(matter: Matter, device: Device, which: str, former: str) -> Iterator[Finding]:
    try:
        number = numbers.parse(matter.text("number"))
    except numbers.NumberRefused as refusal:
        yield _error(refusal.code, "number", f"更正后的备案号：{refusal.message}")
        return
    if number.key == key_of(former):
        yield _error("M-NUMBER-SAME", "number", "更正后的备案号：与现在的相同，无需更正。")
    if number.kind != "unrecognised" and (number.kind == "electronic") != (which == NEW):
        wanted = (
            "电子证照的新编号格式(例如 粤TA-T202600001)"
            if which == NEW
            else "旧证的编号格式(例如 粤T-T00001)"
        )
        yield _error("M-NUMBER-FORMAT", "number", f"更正后的备案号：不是{wanted}，请对照证书填写。")
    elif number.kind == "electronic" and number.category_letter != device.category_data.letter:
        yield _error(
            "M-NUMBER-LETTER",
            "number",
            f"更正后的备案号：类别字母{number.category_letter}与{device.category_label}({device.category_data.letter})不一致。",
        )
    if belongs_to_another(number.text, device.pk):
        yield _error("M-NUMBER-TAKEN", "number", TAKEN_BY_ANOTHER.format(number=number.text))


OF_KIND: dict[MatterKind, Callable[[Matter, dt.date], Iterator[Finding]]] = {
    MatterKind.DEREGISTRATION: _deregistration,
    MatterKind.TRANSFER: _transfer,
    MatterKind.RENAMING: _renaming,
    MatterKind.DEFERRAL: _deferral,
    MatterKind.NUMBER_UPDATE: _number_update,
    MatterKind.NUMBER_CORRECTION: _number_correction,
}
