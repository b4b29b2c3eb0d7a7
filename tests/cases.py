"""Machines and renewals in every state, brought there by the steps of the people themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from certificates.models import ElectronicCertificate
from certificates.services import CertificateFace, issue_certificate
from desk.remarks import RemarkInput
from devices.catalogue.samples import representative_model
from devices.models import Device
from devices.recording import RecordInput
from devices.services.drafting import add_device, change_device
from devices.services.intake import approve_intake, reject_intake, submit_intake
from documents.services import store_bytes
from documents.staging import Staged
from ground.glossary import RefusalKind
from renewals.models import RenewalApplication
from renewals.services.claiming import claim
from renewals.services.deciding import accept, reject
from renewals.services.drafting import save_renewal, start_renewal
from renewals.services.following import mark_upload_failed, mark_upload_started
from renewals.services.submitting import submit_renewal, void_renewal
from tests.devices.machines import COMMON, new_parameters

MODEL = "QTZ80(TC6012)"
OWNED_BY_FIRM = {"owner_enterprise", "owner_uscc", "owner_town"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000"
    "000301010018dd8db00000000049454e44ae426082"
)
OPINION = "额定起重力矩与铭牌不一致，请核对后更正。"
REMARK = RemarkInput("parameters.rated_load_moment", "铭牌为 800 kN·m，请核对。")


def machine_data(number: int = 1, **changes: str) -> dict[str, str]:
    """The common fields of the machine with that serial."""
    own = {
        "sub_type": representative_model(MODEL).sub_type,
        "model": MODEL,
        "factory_number": f"2018-{number:04d}",
        "old_registration_number": f"粤T-T{number:05d}",
    }
    typed = {code: value for code, value in COMMON.items() if code not in OWNED_BY_FIRM}
    return typed | own | changes


def papers() -> tuple[Staged, ...]:
    """The two papers that are always asked for."""
    file = store_bytes(data=PNG, media_type="image/png")
    return tuple(Staged(file, f"{kind}.png", kind) for kind in ("old_certificate", "nameplate_photo"))


def recorded(clerk: User, number: int = 1, **changes: str) -> Device:
    """A machine whose record is a whole draft."""
    given = RecordInput(machine_data(number, **changes), representative_model(MODEL).old, papers())
    return add_device(user=clerk, category="tower_crane", given=given)


def handed_in(clerk: User, number: int = 1, **changes: str) -> Device:
    """A machine whose record waits for intake review."""
    device = recorded(clerk, number, **changes)
    return submit_intake(device_id=device.pk, revision=device.revision, user=clerk)


def refused(clerk: User, reviewer: User, number: int = 1, **changes: str) -> Device:
    """A machine whose intake was refused."""
    device = handed_in(clerk, number, **changes)
    return reject_intake(
        device_id=device.pk,
        revision=device.revision,
        reviewer=reviewer,
        reason="旧证扫描件看不清，请重新添加。",
    )


def handed_in_again(device: Device, clerk: User) -> Device:
    """A refused machine, saved as it is and handed in once more."""
    fresh = again(device)
    given = RecordInput(fresh.common_values(), fresh.parameter_values())
    saved = change_device(device_id=fresh.pk, revision=fresh.revision, user=clerk, given=given)
    return submit_intake(device_id=saved.pk, revision=saved.revision, user=clerk)


def registered(clerk: User, reviewer: User, number: int = 1, **changes: str) -> Device:
    """A machine in the register that awaits its exchange."""
    device = handed_in(clerk, number, **changes)
    return approve_intake(device_id=device.pk, revision=device.revision, reviewer=reviewer)


def drafted(
    clerk: User, reviewer: User, number: int = 1, *, common: dict[str, str] | None = None, **changes: str
) -> RenewalApplication:
    """A renewal that the firm has kept and not handed in.

    `common` are fields that the renewal corrects, `changes` parameters that differ from the converted ones.
    """
    return start(registered(clerk, reviewer, number), clerk, number, common=common, **changes)


def start(
    device: Device, clerk: User, number: int = 1, *, common: dict[str, str] | None = None, **changes: str
) -> RenewalApplication:
    """证件换发 of that machine, filled in wholly."""
    given = RecordInput(
        machine_data(number, design_service_life="20", **(common or {})), new_parameters(MODEL) | changes
    )
    return start_renewal(device_id=device.pk, revision=device.revision, user=clerk, given=given)


def waiting(
    clerk: User, reviewer: User, number: int = 1, *, common: dict[str, str] | None = None, **changes: str
) -> RenewalApplication:
    """A renewal that waits for review."""
    return submitted(drafted(clerk, reviewer, number, common=common, **changes), clerk)


def submitted(renewal: RenewalApplication, clerk: User) -> RenewalApplication:
    """The same, handed in."""
    return submit_renewal(renewal_id=renewal.pk, revision=renewal.revision, user=clerk, declared=True)


def corrected(renewal: RenewalApplication, clerk: User, **changes: str) -> RenewalApplication:
    """A refused renewal, edited in `changes` and handed in again."""
    fresh = again(renewal)
    saved = save_renewal(
        renewal_id=fresh.pk, revision=fresh.revision, user=clerk, given=RecordInput({}, changes)
    )
    return submitted(saved, clerk)


def claimed(clerk: User, reviewer: User, number: int = 1) -> RenewalApplication:
    """A renewal that a reviewer works on."""
    return claim(renewal_id=waiting(clerk, reviewer, number).pk, reviewer=reviewer)


def rejected(
    clerk: User, reviewer: User, number: int = 1, remarks: list[RemarkInput] | None = None
) -> RenewalApplication:
    """A renewal that was refused, with a remark at one field."""
    renewal = waiting(clerk, reviewer, number)
    return reject(
        renewal_id=renewal.pk,
        revision=renewal.revision,
        reviewer=reviewer,
        kind=RefusalKind.CORRECTION,
        opinion=OPINION,
        remarks=[REMARK] if remarks is None else remarks,
        grounds=[],
    )


def voided(clerk: User, reviewer: User, manager: User, number: int = 1) -> RenewalApplication:
    """A renewal that the firm's manager gave up."""
    renewal = drafted(clerk, reviewer, number)
    return void_renewal(
        renewal_id=renewal.pk, revision=renewal.revision, user=manager, reason="设备已转让，不再换证"
    )


def accepted(clerk: User, reviewer: User, number: int = 1, **changes: Any) -> RenewalApplication:
    """A renewal that was accepted, its upload not begun."""
    renewal = waiting(clerk, reviewer, number, **changes)
    return accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)


def uploading(clerk: User, reviewer: User, number: int = 1, **changes: Any) -> RenewalApplication:
    """A renewal that is being handed to the province."""
    renewal = accepted(clerk, reviewer, number, **changes)
    with transaction.atomic():
        mark_upload_started(renewal_id=renewal.pk)
    return again(renewal)


def failed(clerk: User, reviewer: User, number: int = 1) -> RenewalApplication:
    """A renewal whose upload met a permanent error."""
    renewal = uploading(clerk, reviewer, number)
    with transaction.atomic():
        mark_upload_failed(renewal_id=renewal.pk, cause="省网不认识产权单位的统一社会信用代码")
    return again(renewal)


def face(number: int = 1, **changes: Any) -> CertificateFace:
    """What the province announces of the certificate with that number."""
    given = {
        "certificate_number": f"1.2.156.3005.2.DEMO.{number:05d}",
        "registration_number": f"粤TF-T2026{number:05d}",
        "issued_on": dt.date(2026, 6, 8),
        "valid_until": None,
        "issuer": "示例市住房和城乡建设局",
    }
    return CertificateFace(**given | changes)


def issue(renewal: RenewalApplication, number: int = 1, **changes: Any) -> ElectronicCertificate:
    """The province's certificate for the renewal."""
    file = store_bytes(data=f"%PDF-1.7 certificate {number}".encode(), media_type="application/pdf")
    return issue_certificate(renewal_id=renewal.pk, face=face(number, **changes), file=file)


def issued(clerk: User, reviewer: User, number: int = 1) -> ElectronicCertificate:
    """A certificate that the province has issued; its machine is 已换证."""
    return issue(uploading(clerk, reviewer, number), number)


def again(thing: Any) -> Any:
    """The row as it is now (never by refresh_from_db, which a protected state does not survive)."""
    return type(thing).objects.get(pk=thing.pk)


def decision(renewal: RenewalApplication, step: str, **typed: Any) -> dict[str, Any]:
    """What the review page posts for the renewal as it is now."""
    fresh = again(renewal)
    known = {"revision": fresh.revision, "round": fresh.round, "kind": "correction"}
    return {"step": step, **known, "confirmed": [str(number) for number in range(18)], **typed}
