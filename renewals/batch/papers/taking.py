"""匹配附件: each file of a pack to its machine, once; and what a person gives to a machine by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from devices.numbers import key_of
from devices.recognised.kinds import SOURCES
from devices.recording import HELD
from devices.services import drafting as records
from documents.names import clean_name
from documents.services import open_file, take_bytes
from documents.staging import Staged
from ground.errors import RuleBroken, StepRefused
from ground.request_context import on_behalf_of
from renewals.batch.papers.archives import Entry, Pack
from renewals.batch.papers.matching import Known, Matcher, kind_of
from renewals.batch.papers.receiving import kinds_for
from renewals.batch_words import PackVerdict
from renewals.models import Batch, BatchMachine, PackFile, PaperPack
from renewals.services import papers as renewals
from vision.asking import want
from vision.offering import offered

Progress = Callable[[int, int], None]
UNMATCHED = "文件名和文件夹名中没有本批设备的备案号或出厂编号。可在“添加到”一栏填写备案号后添加。"
AMBIGUOUS = "与多台设备相符：{numbers}。请在“添加到”一栏填写备案号后添加。"
NOT_YET = "此设备还没有生成申请，生成后自动添加。"
NO_ROOM = "此类设备不需要这种资料，没有添加。"
NO_SUCH = "本批没有备案号或出厂编号为“{text}”的设备，请核对后重新填写。"
SEVERAL = "本批有多台设备的编号是“{text}”，请填写备案号。"
DONE = "这个文件已经处理过，请刷新页面查看结果。"
NAMED = 5  # numbers that a sentence names at most


def match_pack(pack: PaperPack, *, user: User, progress: Progress) -> None:
    """Look at each file of the pack and give it to its machine; what an earlier worker did is left alone.

    Raises RuleBroken where the ZIP cannot be opened at all.
    """
    if pack.is_common:
        _to_each(pack, user, progress)
    elif pack.file:
        with on_behalf_of(lambda: user.pk), open_file(pack.file) as stream:
            _unpack(pack, Pack(stream), user, progress)
    # The ZIP itself is of no more use: what it held is kept file by file.
    PaperPack.objects.filter(pk=pack.pk).update(
        matched_at=timezone.now(), file_id=pack.file_id if pack.is_common else None
    )


def assign(*, file_id: int, batch: Batch, user: User, number: str, kind: str) -> PackFile:
    """Give a file that found no machine to the one with that number or serial.

    Raises RuleBroken where there is no such machine or the file cannot be added, StepRefused the second time.
    """
    require(user, Action.KEEP_RENEWALS)
    machine = _named(batch, number)
    if kind not in kinds_for(batch):
        raise RuleBroken("kind_missing", "请选择资料种类。")
    with transaction.atomic():
        found = PackFile.objects.select_for_update(of=("self",)).select_related("file")
        row = found.get(pk=file_id, pack__batch=batch)
        if not row.is_open:
            raise StepRefused("taken_already", DONE)
        row.kind, row.machine = kind, machine
        verdict, said = give(row, machine, user)
        if verdict == PackVerdict.REFUSED:
            raise RuleBroken("not_added", said)
        _say(row, verdict, said)
    return row


def give_waiting(machine: BatchMachine, user: User) -> None:
    """What came before the machine had a renewal is added now that it has one."""
    waiting = machine.paper_files.filter(verdict=PackVerdict.WAITING).select_related("file", "pack")
    for row in waiting.order_by("id"):
        _say(row, *give(row, machine, user))


def give(row: PackFile, machine: BatchMachine, user: User) -> tuple[PackVerdict, str]:
    """Add the row's file to the machine's renewal or record; what became of it, and why."""
    assert row.file  # noqa: S101 - only files that were read are given
    name = clean_name(row.path, row.file.media_type)
    staged = Staged(row.file, name, row.kind, row.pack.photo_link_id)
    if not _has_room(machine, row.kind):
        return PackVerdict.REFUSED, NO_ROOM
    try:
        said = _add(machine, staged, user)
    except RuleBroken as refusal:
        return PackVerdict.REFUSED, refusal.message
    if said is None:
        return PackVerdict.WAITING, NOT_YET
    if said == HELD:
        return PackVerdict.HELD, said
    return (PackVerdict.REFUSED if said else PackVerdict.TAKEN), said


def _add(machine: BatchMachine, staged: Staged, user: User) -> str | None:
    """Why it was not added, empty where it was, None where there is nothing yet to add it to."""
    if machine.batch.is_intake:
        device, said = records.add_papers(device_id=machine.device_id, user=user, staged=(staged,))
        revision = device.revision
    elif machine.renewal_id:
        renewal, said = renewals.add_papers(renewal_id=machine.renewal_id, user=user, staged=(staged,))
        revision = renewal.revision
    else:
        return None
    if not said[0]:
        _remember(machine, revision)
    return said[0]


def _remember(machine: BatchMachine, revision: int) -> None:
    """The batch itself wrote: its workbook stays good where it was good before."""
    if machine.renewal_revision == revision - 1:
        machine.renewal_revision = revision
        machine.save(update_fields=["renewal_revision"])


def _has_room(machine: BatchMachine, kind: str) -> bool:
    catalogue = machine.device.catalogue
    phase = "intake" if machine.batch.is_intake else "renewal"
    asked = catalogue.attachment_requirements(phase, machine.device.category)  # type: ignore[arg-type]
    return any(item.kind.code == kind for item in asked)


def _unpack(pack: PaperPack, archive: Pack, user: User, progress: Progress) -> None:
    machines = {machine.pk: machine for machine in _machines(pack.batch)}
    matcher = Matcher(_known(machine) for machine in machines.values())
    allowed = frozenset(kinds_for(pack.batch))
    done = set(pack.files.values_list("place", flat=True))
    total = len(archive.entries)
    progress(0, total)
    for count, entry in enumerate(archive.entries, start=1):
        if entry.place not in done:
            owners = [machines[pk] for pk in matcher.owners(entry.path)]
            _take(pack, archive, entry, owners, kind_of(entry.path, allowed, pack.kind), user)
        progress(count, total)


def _take(
    pack: PaperPack, archive: Pack, entry: Entry, owners: list[BatchMachine], kind: str, user: User
) -> None:
    row = PackFile(pack=pack, place=entry.place, path=entry.path, kind=kind)
    try:
        row.file = take_bytes(data=archive.read(entry), name=entry.path, path="pack").file
    except RuleBroken as refusal:
        row.machine = owners[0] if len(owners) == 1 else None
        _say(row, PackVerdict.REFUSED, refusal.message)
        return
    with transaction.atomic():
        _settle(row, owners, user)
    if row.kind in SOURCES and offered():  # what no machine has yet may be told by the picture itself
        want([row.file])


def _settle(row: PackFile, owners: list[BatchMachine], user: User) -> None:
    if not owners:
        _say(row, PackVerdict.UNMATCHED, UNMATCHED)
    elif len(owners) > 1:
        numbers = "、".join(machine.device.registration_number for machine in owners[:NAMED])
        more = f"等 {len(owners)} 台" if len(owners) > NAMED else ""
        _say(row, PackVerdict.AMBIGUOUS, AMBIGUOUS.format(numbers=numbers + more))
    else:
        row.machine = owners[0]
        _say(row, *give(row, owners[0], user))


def _to_each(pack: PaperPack, user: User, progress: Progress) -> None:
    """The pack's one file to all machines, or to those of its model."""
    machines = [m for m in _machines(pack.batch) if not pack.model or m.device.model == pack.model]
    done = set(pack.files.values_list("place", flat=True))
    progress(0, len(machines))
    for count, machine in enumerate(machines, start=1):
        if machine.pk not in done:
            row = PackFile(
                pack=pack, place=machine.pk, path=pack.name, kind=pack.kind, file=pack.file, machine=machine
            )
            with transaction.atomic():
                _say(row, *give(row, machine, user))
        progress(count, len(machines))


def _say(row: PackFile, verdict: PackVerdict, said: str) -> None:
    row.verdict, row.said = verdict, said[:400]
    row.save()


def _machines(batch: Batch) -> list[BatchMachine]:
    return list(
        batch.machines.select_related("batch", "device__catalogue_version").order_by("added_at", "id")
    )


def _known(machine: BatchMachine) -> Known:
    device = machine.device
    numbers = tuple(filter(None, (device.old_registration_number, device.new_registration_number)))
    return Known(machine.pk, numbers, device.factory_number)


def _named(batch: Batch, text: str) -> BatchMachine:
    machines = _machines(batch)
    by_number = [m for m in machines if key_of(text) in _keys(m)] if text.strip() else []
    found = by_number or _by_name(machines, text)
    if len(found) == 1:
        return found[0]
    raise RuleBroken("no_machine", (SEVERAL if found else NO_SUCH).format(text=text[:40]))


def _by_name(machines: Iterable[BatchMachine], text: str) -> list[BatchMachine]:
    """As in the name of a file, so that a serial is read alike in both places."""
    listed = {machine.pk: machine for machine in machines}
    return [listed[pk] for pk in Matcher(map(_known, listed.values())).owners(text)]


def _keys(machine: BatchMachine) -> set[str]:
    return {key_of(number) for number in _known(machine).numbers}
