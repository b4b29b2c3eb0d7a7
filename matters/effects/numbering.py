"""备案号更新: a number and certificate that were issued elsewhere become the machine's."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from certificates.adopting import adopt_certificate
from certificates.services import CertificateFace
from devices.models import Device
from documents.models import Attachment, SubjectKind
from ground.errors import StepRefused
from ground.glossary import IntakeStatus
from matters.checks import new_number_of
from matters.effects.machines import Said, freed_machine
from matters.models import Matter
from matters.papers import NEW_CERTIFICATE

DONE = "备案号已更新为 {number}，设备已完成换证，电子证照可在“电子证照”中查看。"
AT_HOME = "备案号已更新为 {number}，设备在企业所在属地换证。"
EDITED = "设备信息在提交之后有过修改，请企业撤回此事项，核对后重新提交。"


def update_number(matter: Matter, reviewer: User) -> Said:
    """已换证 with the new number; an owner elsewhere keeps 属地换证. A collision stops it with a sentence."""
    device = freed_machine(matter, reviewer)
    _refuse_edited(matter, device)
    number = new_number_of(matter)
    issued_on: dt.date = matter.day("issued_on")  # type: ignore[assignment]
    face = CertificateFace(
        certificate_number=matter.text("certificate_number"),
        registration_number=number.text,
        issued_on=issued_on,
        valid_until=matter.day("valid_until"),
        issuer=matter.text("issuer"),
    )
    paper = Attachment.objects.of(SubjectKind.MATTER, matter.pk).get(kind=NEW_CERTIFICATE)
    adopt_certificate(device=device, face=face, file=paper.file, asked_by=matter.created_by)
    said = DONE if device.enterprise.is_local else AT_HOME
    return Said(said.format(number=number.text), detail={"registration_number": number.text})


def _refuse_edited(matter: Matter, device: Device) -> None:
    """A record that is not in the register can be edited; the office decides on what it has seen."""
    seen = matter.current_round()
    if device.intake_status == IntakeStatus.APPROVED or seen is None:
        return
    if seen.body["machine"]["revision"] != device.revision:
        raise StepRefused("edited", EDITED)
