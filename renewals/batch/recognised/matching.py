"""Pictures whose names told no machine, matched by the number or serial that was read from them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from devices.catalogue import Catalogue, Category
from devices.identifiers import factory_number_key
from devices.numbers import key_of
from devices.recognised.kinds import SOURCES, found_in
from renewals.agreement.papers import ForRenewal
from renewals.batch.papers.taking import give
from renewals.batch_words import PackVerdict
from renewals.models import Batch, BatchMachine, PackFile
from vision.models import Reading

NUMBER, SERIAL = "device.old_registration_number", "device.factory_number"
NOTHING_READ = "文件名和图片上都没有认出备案号或出厂编号。可在“添加到”一栏填写备案号后添加。"
NO_SUCH = "图片上识别为{said}，本批没有这台设备。可在“添加到”一栏填写备案号后添加。"
SEVERAL = "图片上识别为{said}，本批有多台相符。请在“添加到”一栏填写备案号后添加。"


def loose_files(batch: Batch) -> list[PackFile]:
    """The files that no machine has, and that can be read."""
    rows = PackFile.objects.filter(
        pack__batch=batch, verdict__in=(PackVerdict.UNMATCHED, PackVerdict.AMBIGUOUS), file__isnull=False
    )
    return list(rows.select_related("file", "pack").order_by("id"))


def readable_now(batch: Batch) -> int:
    """How many of them were read, so that matching may find their machine."""
    digests = {row.file.sm3 for row in loose_files(batch) if row.file}
    return Reading.objects.present().filter(sm3__in=digests, state="done").count()


def match_pictures(batch: Batch, *, user: User, progress: Callable[[int, int], None]) -> int:
    """Give each read picture to the one machine that it names; how many. What was matched before is left out."""
    rows = loose_files(batch)
    readings = Reading.objects.of(row.file.sm3 for row in rows if row.file)
    machines = list(batch.machines.select_related("batch", "device__catalogue_version").order_by("id"))
    by_number, by_serial = _keys(machines)
    given = 0
    for count, row in enumerate(rows, start=1):
        reading = readings.get(row.file.sm3) if row.file else None
        if reading is not None and not reading.is_open:
            said = _said(reading, machines, row.kind)
            owners = by_number.get(key_of(said.get(NUMBER, ""))) or by_serial.get(
                factory_number_key(said.get(SERIAL, ""))
            )
            given += _settle(row.pk, owners or [], said, reading, user)
        progress(count, len(rows))
    return given


def _keys(
    machines: list[BatchMachine],
) -> tuple[dict[str, list[BatchMachine]], dict[str, list[BatchMachine]]]:
    by_number: dict[str, list[BatchMachine]] = {}
    by_serial: dict[str, list[BatchMachine]] = {}
    for machine in machines:
        device = machine.device
        for number in filter(None, (device.old_registration_number, device.new_registration_number)):
            by_number.setdefault(key_of(number), []).append(machine)
        if device.factory_number:
            by_serial.setdefault(factory_number_key(device.factory_number), []).append(machine)
    return by_number, by_serial


def _said(reading: Reading, machines: list[BatchMachine], kind: str) -> dict[str, str]:
    """Number and serial as they were read, the picture taken for the kind that its name told, then for the others."""
    if not machines:
        return {}
    catalogue: Catalogue = machines[0].device.catalogue
    category: Category = catalogue.category(machines[0].device.category)
    order = sorted(SOURCES, key=lambda other: other != kind)
    found: dict[str, str] = {}
    for source in order:
        for item in found_in(reading, source, ForRenewal(catalogue, category)):
            if item.path in (NUMBER, SERIAL):
                found.setdefault(item.path, item.value)
    return found


@transaction.atomic
def _settle(
    file_id: int, owners: list[BatchMachine], said: dict[str, str], reading: Reading, user: User
) -> bool:
    """Write what became of the file, unless a person has given it to a machine meanwhile."""
    row = PackFile.objects.select_for_update(of=("self",)).select_related("file", "pack").get(pk=file_id)
    if not row.is_open:
        return False
    if len(owners) == 1:
        row.machine = owners[0]
        verdict, words = give(row, owners[0], user)
        if verdict == PackVerdict.REFUSED:
            row.machine = None
            verdict = PackVerdict.UNMATCHED
    else:
        verdict, words = PackVerdict.UNMATCHED, _why(owners, said, reading)
    row.verdict, row.said = verdict, words[:400]
    row.save()
    return verdict != PackVerdict.UNMATCHED


def _why(owners: list[BatchMachine], said: dict[str, str], reading: Reading) -> str:
    if not said:
        return reading.problem or NOTHING_READ
    words = "、".join(
        f"{label}{said[path]}" for path, label in ((NUMBER, "备案号"), (SERIAL, "出厂编号")) if path in said
    )
    return (SEVERAL if owners else NO_SUCH).format(said=words)
