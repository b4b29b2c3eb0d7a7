"""产权变更: the old record ends, a new one of the other firm begins and is linked to it."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Enterprise, User
from audit.services import record_step
from devices.models import Device
from devices.models.record import COLUMNS, PERSONAL
from devices.uniqueness import set_keys
from documents.models import Attachment, SubjectKind
from documents.services import attach
from ground.glossary import Provenance, Step
from matters.effects.machines import (
    Said,
    end_registration,
    freed_machine,
    leave_to_the_province,
    was_renewed,
)
from matters.models import Matter
from matters.models.errands import Awaited

FOR_OLD_OWNER = "产权变更已办结，设备已转到{receiver}名下。贵企业的原记录改为已注销，仍可查看资料和历史。"
FOR_NEW_OWNER = "产权变更已办结，设备已登记到贵企业名下，标识为“待换发证件”。请在“备案设备信息管理”中核对资料并办理证件换发。"
KEPT = tuple(name for name in COLUMNS if name not in PERSONAL)


def transfer(matter: Matter, reviewer: User) -> Said:
    """The other firm's record takes over data, numbers and papers; it awaits a certificate of its own."""
    old = freed_machine(matter, reviewer)
    receiver: Enterprise = matter.counterparty  # type: ignore[assignment]
    renewed = was_renewed(old)
    end_registration(matter, old)
    new = _new_record(old, receiver)
    # A number belongs to the machine, so whoever looks it up finds the record that is in force.
    old.numbers.rightful().update(until=None)
    old.numbers.update(device=new)
    set_keys(new)
    new.save(update_fields=["search_text"])
    _hand_over_papers(old, new, matter)
    matter.outcome = new
    record_step(
        step=Step.DEVICE_TAKEN_OVER,
        actor=reviewer.actor,
        enterprise_id=receiver.pk,
        device_id=new.pk,
        matter_id=matter.pk,
        to_state=matter.status,
        detail={"matter": matter.kind, "reference": matter.reference, "previous": old.pk},
    )
    if renewed:
        leave_to_the_province(
            matter,
            f"产权变更 {old.registration_number} {old.model}：在省网将产权单位由{matter.enterprise.name}改为"
            f"{receiver.name}({receiver.uscc})。",
            awaits=Awaited.OWNER,
            device=new,
            expected=receiver.uscc,
        )
    return Said(FOR_OLD_OWNER.format(receiver=receiver.name), FOR_NEW_OWNER, {"record": new.pk})


def _new_record(old: Device, receiver: Enterprise) -> Device:
    now = timezone.now()
    new = Device(
        enterprise=receiver,
        previous=old,
        catalogue_version_id=old.catalogue_version_id,
        details={**old.details, "is_second_hand": "true"},
        parameters=_as_on_a_certificate(old),
        submitted_at=now,
        approved_at=now,
        contact_name=receiver.contact_name,
        contact_phone=receiver.contact_phone,
        **{name: getattr(old, name) for name in KEPT},
    )
    # The number in force is the one that the next certificate replaces.
    new.old_registration_number = old.registration_number
    new.internal_number = ""
    set_keys(new)
    new.submit_intake()
    new.approve_intake()
    new.await_renewal()
    new.save(force_insert=True)
    return new


def _as_on_a_certificate(old: Device) -> dict[str, dict[str, object]]:
    """The values in old units, as a record that awaits its exchange has them.

    What a renewal has added in a changed unit is left out: taken for an old value, it would be converted.
    """
    units = {parameter.code: parameter.old_unit for parameter in old.category_data.parameters}
    kept: dict[str, dict[str, object]] = {}
    for code, entry in old.parameters.items():
        provenance = entry.get("provenance", "")
        if entry.get("raw"):
            kept[code] = {"value": entry["raw"], "unit": entry["raw_unit"], "provenance": Provenance.ORIGINAL}
        elif entry.get("unit") == units.get(code):
            kept[code] = {"value": entry["value"], "unit": entry["unit"], "provenance": provenance}
    return kept


def _hand_over_papers(old: Device, new: Device, matter: Matter) -> None:
    """The machine's papers go with it, those of the transfer among them."""
    own = Attachment.objects.of(SubjectKind.DEVICE, old.pk)
    transferred = Attachment.objects.of(SubjectKind.MATTER, matter.pk).filter(kind="transfer_docs")
    for held in [*own, *transferred]:
        attach(
            file=held.file,
            kind=held.kind,
            name=held.name,
            enterprise=new.enterprise,
            subject=SubjectKind.DEVICE,
            subject_id=new.pk,
            carried_over=True,
        )
