"""The rows of one machine: record, number, papers, and the steps of its intake."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from devices.models import Device
from devices.models.numbers import NumberKind
from documents.models import SubjectKind
from ground.encrypted import seal
from ground.glossary import CertificateStatus, IntakeStatus, Step
from zhongshan_crane.bulk.fates import End, Fate
from zhongshan_crane.bulk.firms import Firm
from zhongshan_crane.bulk.lots import Lot
from zhongshan_crane.bulk.steps import office, person, record
from zhongshan_crane.bulk.texts import Texts
from zhongshan_crane.bulk.world import Paper, World

SERIALS = 1_000_000  # of one region's letters
OLD_REGIONS, NEW_REGIONS = "BCDEFGHJKLMN", "PQRSUVWXYZ"
NEW_SERIALS = 99_999
REVOKED = 0.03  # of the machines that nobody renews
UNREADABLE = "旧证扫描件不清晰，请重新添加。"


@dataclass(slots=True)
class Machine:
    """One machine while its rows are made; `values` fill the lot's templates."""

    pk: int
    firm: Firm
    lot: Lot
    texts: Texts
    created_at: dt.datetime
    values: dict[str, str]
    status: CertificateStatus = CertificateStatus.NONE
    new_number: str = ""
    issued_on: dt.date | None = None

    @property
    def number(self) -> str:
        """原备案号."""
        return self.values["number"]


def begin_machine(world: World, firm: Firm, fates: list[Fate]) -> Machine:
    """A machine that was recorded before its first renewal began."""
    lot, texts = world.lot()
    pk = world.devices.next_id()
    first = fates[0].begun_at if fates else world.fates.moment(world.dice.random() * 300)
    values = {
        "number": f"粤T{OLD_REGIONS[pk // SERIALS % len(OLD_REGIONS)]}-{lot.letter}{pk % SERIALS:06d}",
        "serial": f"{lot.made.year}-B{pk:07d}",
        "tail": f"{pk % 10_000:04d}",
        "internal": f"{pk % 900 + 1}号机",
        "town": firm.town or "outside",
        "address": f"示例路{pk % 300 + 1}号堆场",
        "contact": "示例",
        "phone": f"1380000{pk % 10_000:04d}",
        "owner": firm.name,
        "uscc": firm.uscc,
        "owner_town": firm.town,
    }
    return Machine(pk, firm, lot, texts, first - dt.timedelta(days=20 + world.dice.random() * 400), values)


def give_new_number(machine: Machine, at: dt.datetime) -> None:
    """The number of its electronic certificate."""
    turn, serial = divmod(machine.pk - 1, NEW_SERIALS)
    year, region = at.year - turn % 3, NEW_REGIONS[turn // 3 % len(NEW_REGIONS)]
    machine.new_number = f"粤T{region}-{machine.lot.letter}{year}{serial + 1:05d}"
    machine.issued_on = at.date()


def add_machine(world: World, machine: Machine, intake: IntakeStatus, fates: list[Fate]) -> None:
    """Its rows, once its renewals are known."""
    machine.status = _status(world, machine, intake, fates)
    _add_record(world, machine, intake)
    if intake == IntakeStatus.APPROVED:
        _add_numbers(world, machine)
    if not fates:
        add_papers(world, machine, SubjectKind.DEVICE, machine.pk, machine.created_at)
    _add_steps(world, machine, intake)


def add_papers(
    world: World, machine: Machine, subject: SubjectKind, pk: int, at: dt.datetime
) -> list[dict[str, Any]]:
    """Its papers, as a submission lists them."""
    listed = []
    for kind in machine.lot.papers:
        paper, key = world.paper(kind), world.attachments.next_id()
        mould = world.attachments.mould((kind, subject), partial(_paper_columns, paper, subject))
        world.attachments.add(
            mould,
            id=key,
            enterprise_id=machine.firm.pk,
            subject_id=pk,
            added_by_id=machine.firm.manager_id,
            added_at=at,
        )
        listed.append(paper.frozen(key))
    return listed


def _paper_columns(paper: Paper, subject: SubjectKind) -> dict[str, Any]:
    return {"file_id": paper.file_id, "kind": paper.kind, "name": paper.name, "subject": subject}


def lot_columns(mould: Any, parameters: str) -> dict[str, Any]:
    """What all machines of a lot have alike, and their renewals, too."""
    return {
        "catalogue_version_id": mould.catalogue_version_id,
        "category": mould.category,
        "sub_type": mould.sub_type,
        "model": mould.model,
        "manufacturer": mould.manufacturer,
        "manufacture_date": mould.manufacture_date,
        "parameters": parameters,
        "age_near_from": mould.age_near_from,
        "age_limit_on": mould.age_limit_on,
        "assessed_until": mould.assessed_until,
        "age_basis": mould.age_basis,
    }


def own_columns(machine: Machine) -> dict[str, Any]:
    """What a machine and its renewal have alike, and no other machine."""
    values = machine.values
    return {
        "enterprise_id": machine.firm.pk,
        "factory_number": values["serial"],
        "internal_number": values["internal"],
        "storage_town": values["town"],
        "old_registration_number": values["number"],
        "contact_name": _sealed(values["contact"], "name"),
        "contact_phone": _sealed(values["phone"], "phone"),
    }


@lru_cache(20_000)
def _sealed(text: str, purpose: str) -> str:
    """Personal data as their columns hold them; few of the bulk data's differ."""
    return seal(text, purpose=purpose)


def searched(machine: Machine, *before: str) -> str:
    """What a search looks through, in the order of `ground.searching.search_text`."""
    plain = [word.replace("-", "") for word in (*before, machine.values["serial"]) if word]
    return " ".join((*plain[:-1], machine.lot.folded_model, plain[-1], machine.values["internal"]))


def _status(world: World, machine: Machine, intake: IntakeStatus, fates: list[Fate]) -> CertificateStatus:
    if intake != IntakeStatus.APPROVED:
        return CertificateStatus.NONE
    if not machine.firm.is_local:
        return CertificateStatus.HOME_RENEWAL
    if fates:
        return CertificateStatus.RENEWED if fates[-1].end == End.ISSUED else CertificateStatus.RENEWING
    gone = world.dice.random() < REVOKED
    return CertificateStatus.REVOKED if gone else CertificateStatus.AWAITING_RENEWAL


def _add_record(world: World, machine: Machine, intake: IntakeStatus) -> None:
    renewed, texts = machine.status == CertificateStatus.RENEWED, machine.texts
    handed_in = intake != IntakeStatus.DRAFT
    key = machine.lot, intake, machine.status
    world.devices.add(
        world.devices.mould(key, partial(_record_columns, machine, intake)),
        id=machine.pk,
        **own_columns(machine),
        details=(texts.renewal_details if renewed else texts.device_details).fill(machine.values),
        search_text=searched(machine, machine.number, machine.new_number),
        factory_number_key=machine.values["serial"],
        new_registration_number=machine.new_number,
        submitted_by_id=machine.firm.manager_id if handed_in else None,
        submitted_at=machine.created_at + dt.timedelta(hours=1) if handed_in else None,
        approved_at=machine.created_at + dt.timedelta(days=2) if intake == IntakeStatus.APPROVED else None,
        created_at=machine.created_at,
        updated_at=machine.created_at + dt.timedelta(days=2),
    )


def _record_columns(machine: Machine, intake: IntakeStatus) -> dict[str, Any]:
    lot, texts, handed_in = machine.lot, machine.texts, intake != IntakeStatus.DRAFT
    renewed = machine.status == CertificateStatus.RENEWED
    like: Device = lot.new_device if renewed else lot.device
    return {
        **lot_columns(like, texts.renewal_parameters if renewed else texts.device_parameters),
        "revision": 3 if intake == IntakeStatus.APPROVED else 2,
        "manufacturer_key": like.manufacturer_key,
        "intake_status": intake,
        "certificate_status": machine.status,
        "intake_round": int(handed_in),
        "intake_warnings": 0 if handed_in else None,
        "refusal_reason": UNREADABLE if intake == IntakeStatus.REJECTED else "",
    }


def _add_numbers(world: World, machine: Machine) -> None:
    numbers: list[tuple[NumberKind, str, dt.date | None, dt.date | None]] = [
        (NumberKind.PAPER, machine.number, machine.lot.registered_on, machine.issued_on)
    ]
    if machine.new_number:
        numbers.append((NumberKind.ELECTRONIC, machine.new_number, machine.issued_on, None))
    for kind, number, since, until in numbers:
        world.numbers.add(
            id=world.numbers.next_id(),
            device_id=machine.pk,
            kind=kind,
            number=number,
            key=number.replace("-", ""),
            since=since,
            until=until,
        )


def _add_steps(world: World, machine: Machine, intake: IntakeStatus) -> None:
    at, clerk, draft = machine.created_at, person(machine.firm.manager_id), IntakeStatus.DRAFT
    pending = IntakeStatus.PENDING
    record(world, machine, Step.DEVICE_SAVED, at, clerk, to=draft)
    if intake == draft:
        return
    record(world, machine, Step.INTAKE_SUBMITTED, at + dt.timedelta(hours=1), clerk, of=draft, to=pending)
    decided = at + dt.timedelta(days=2)
    if intake == IntakeStatus.APPROVED:
        record(world, machine, Step.INTAKE_APPROVED, decided, office(world), of=pending, to=intake)
    elif intake == IntakeStatus.REJECTED:
        said: dict[str, Any] = {"of": pending, "to": intake, "opinion": UNREADABLE}
        record(world, machine, Step.INTAKE_REJECTED, decided, office(world), **said)
