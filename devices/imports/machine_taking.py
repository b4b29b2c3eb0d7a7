"""正式导入 of machines: a piece of rows in one transaction, judged once more by what the register has by then."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone

from accounts.models import Enterprise, User
from audit.models import HistoryEntry
from audit.services import new_step, record_steps
from devices.import_words import RowOutcome, RowVerdict
from devices.imports.firm_taking import make_firms
from devices.imports.machine_judging import judge, surroundings
from devices.models import CatalogueVersion, Device, ImportedMachine, ImportRow, RegistrationNumber
from devices.models.numbers import NumberKind
from devices.models.record import FORM_FIELDS
from devices.numbers import key_of
from devices.recording import RecordInput
from devices.services.drafting import take_over
from devices.uniqueness import set_keys
from ground.glossary import Provenance, Step
from ground.inserting import insert_rows, like
from ground.writing import write_row

CHANGED_MEANWHILE = "试算之后情况有变化，没有导入：{said}请核对后重新试算。"
NOW = {
    RowVerdict.SAME: "市网已有相同的记录。",
    RowVerdict.ADD: "市网已没有这台设备。",
    RowVerdict.CHANGE: "市网已有这台设备。",
}
SOURCE = "来源：第 {run} 次导入，第 {line} 行。"
WRITTEN = (*FORM_FIELDS, "factory_number_key", "manufacturer_key", "updated_at")


def take(rows: list[ImportRow], user: User) -> None:
    """Add and change what the rows say, and put the outcome on them; runs inside one transaction.

    Raises IntegrityError where another step has taken a number, serial, code or name at this moment.
    """
    around = surroundings(rows)
    ready: dict[RowVerdict, list[ImportRow]] = defaultdict(list)
    for row, said in zip(rows, judge(rows, around), strict=True):
        if said.verdict == row.judged and said.verdict in (RowVerdict.ADD, RowVerdict.CHANGE):
            row.enterprise, row.device = said.enterprise, said.device
            ready[said.verdict].append(row)
        else:
            skip(row, said.said or NOW.get(said.verdict, ""))
    steps = [*make_firms(ready[RowVerdict.ADD], around.firms, user)]
    steps += _add(ready[RowVerdict.ADD], user)
    steps += _change(ready[RowVerdict.CHANGE], user)
    record_steps(steps)


def skip(row: ImportRow, said: str) -> None:
    """The row is not taken, because something has changed since the dry run."""
    row.outcome = RowOutcome.SKIPPED
    row.said = CHANGED_MEANWHILE.format(said=said)[:1000]


def _add(rows: list[ImportRow], user: User) -> list[HistoryEntry]:
    samples = {local: _sample(user, local) for local in (True, False)}
    devices = []
    for row in rows:
        assert row.enterprise  # noqa: S101 - made or known by now
        devices.append(_new_device(row, row.enterprise, samples[row.enterprise.is_local]))
    insert_rows(devices)
    number = RegistrationNumber(kind=NumberKind.PAPER)
    insert_rows(
        [
            like(
                number,
                device_id=device.pk,
                number=device.old_registration_number,
                key=key_of(device.old_registration_number),
                since=device.details.get("old_registration_date") or None,
            )
            for device in devices
        ]
    )
    blank = ImportedMachine()
    insert_rows([_written(blank, row, device) for row, device in zip(rows, devices, strict=True)])
    for row, device in zip(rows, devices, strict=True):
        row.device_id, row.outcome = device.pk, RowOutcome.ADDED
    return [
        _step(Step.DEVICE_IMPORTED, row, device, user, to_state=str(device.certificate_status))
        for row, device in zip(rows, devices, strict=True)
    ]


def _sample(user: User, local: bool) -> Device:
    """What all new machines of a piece have in common, the steps of their states among it."""
    now = timezone.now()
    device = Device(
        catalogue_version_id=CatalogueVersion.objects.in_force().pk,
        submitted_by_id=user.pk,
        submitted_at=now,
        approved_at=now,
    )
    device.take_from_register()
    device.await_renewal() if local else device.renew_at_home()
    return device


def _new_device(row: ImportRow, owner: Enterprise, sample: Device) -> Device:
    given = row.given
    device = like(sample, enterprise_id=owner.pk, category=given["category"])
    take_over(device, RecordInput(given["common"], given["parameters"], source=Provenance.ORIGINAL))
    return device


def _change(rows: list[ImportRow], user: User) -> list[HistoryEntry]:
    ids = [row.device_id for row in rows if row.device_id]
    held = {
        device.pk: device
        for device in Device.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    }
    steps, written, blank = [], [], ImportedMachine()
    for row in rows:
        seen, device = row.device, held[row.device_id or 0]
        assert seen  # noqa: S101 - judged as a change of this record
        device.revision = seen.revision  # what was judged must still stand
        changed = _merge(device, row.given)
        device.updated_at = timezone.now()
        write_row(device, fields=WRITTEN, expect={"certificate_status": seen.certificate_status})
        written.append(_written(blank, row, device))
        row.outcome = RowOutcome.CHANGED
        state = str(device.certificate_status)
        steps.append(
            _step(
                Step.DEVICE_IMPORT_CHANGED,
                row,
                device,
                user,
                from_state=state,
                to_state=state,
                fields=changed,
            )
        )
    ImportedMachine.objects.bulk_create(
        written,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["device"],
        update_fields=["run", "line", "device_revision"],
    )
    return steps


def _merge(device: Device, given: dict[str, Any]) -> list[str]:
    """Put what the row gives into the record; what it leaves blank stays. The names of the changed fields."""
    before, filled = device.common_values(), device.parameter_values()
    common = {
        code: value for code, value in given["common"].items() if value and code != "old_registration_number"
    }
    device.set_common(common)
    category = device.category_data
    parameters = dict(device.parameters)
    for code, value in given["parameters"].items():
        if value and filled.get(code) != value and category.has_parameter(code):
            unit = category.parameter(code).old_unit
            parameters[code] = {"value": value, "unit": unit, "provenance": Provenance.ORIGINAL}
    device.parameters = parameters
    set_keys(device)
    changed = [code for code, value in common.items() if before.get(code) != value]
    return [*changed, *(code for code in parameters if filled.get(code) != parameters[code].get("value"))]


def _written(blank: ImportedMachine, row: ImportRow, device: Device) -> ImportedMachine:
    """What tells that the record is still as this import wrote it."""
    return like(blank, device_id=device.pk, run_id=row.run_id, line=row.line, device_revision=device.revision)


def _step(
    step: Step,
    row: ImportRow,
    device: Device,
    user: User,
    *,
    from_state: str = "",
    to_state: str = "",
    fields: list[str] | None = None,
) -> HistoryEntry:
    return new_step(
        step=step,
        actor=user.actor,
        enterprise_id=device.enterprise_id,
        device_id=device.pk,
        from_state=from_state,
        to_state=to_state,
        opinion=SOURCE.format(run=row.run_id, line=row.line),
        detail={"import": row.run_id, "line": row.line, **({"fields": fields} if fields else {})},
    )
