"""The pictures of a batch's machines, how far their reading is, and what was read; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from devices.recognised.kinds import SOURCES
from documents.models import Attachment, StoredFile, SubjectKind
from ground.leasing import OPEN, JobState
from renewals.agreement.papers import Paper, Said, readings_of, said_by
from renewals.batch.subjects import Subject
from renewals.batch_words import PackVerdict
from renewals.models import Batch, PackFile
from vision.asking import want
from vision.models import READABLE, Reading

# Files that no machine has yet, or that wait for its renewal.
LOOSE = (PackVerdict.UNMATCHED, PackVerdict.AMBIGUOUS, PackVerdict.WAITING)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pictures of the batch are read, wait, could not be read, and are not asked for (stopped)."""

    total: int
    read: int
    waiting: int
    failed: int

    @property
    def done(self) -> int:
        """Those that are over with."""
        return self.read + self.failed

    @property
    def left(self) -> int:
        """Those that nobody has asked for, or that were stopped."""
        return self.total - self.read - self.waiting - self.failed


def tally(batch: Batch) -> Tally:
    """How far the reading of the batch's pictures is."""
    files = set(pictures_of(batch).values_list("sm3", flat=True))
    states = list(Reading.objects.present().filter(sm3__in=files).values_list("state", flat=True))
    waiting = sum(state in OPEN for state in states)
    return Tally(len(files), states.count(JobState.DONE), waiting, states.count(JobState.FAILED))


def read_pictures(batch: Batch) -> None:
    """Ask for the reading of all pictures of the batch; what was read already is not read again."""
    want(pictures_of(batch))


def stop_reading(batch: Batch) -> int:
    """Let go of what waits and nobody looks for; how many. Who asks again goes on where this stopped."""
    files = pictures_of(batch).values("sm3")
    waiting = Reading.objects.present().filter(sm3__in=files, state=JobState.WAITING, urgent=False)
    return waiting.delete()[0]


def pictures_of(batch: Batch) -> QuerySet[StoredFile]:
    """The files of the three kinds, given to machines of the batch or not yet matched."""
    machines = batch.machines.values("device_id")
    renewals = batch.machines.exclude(renewal=None).values("renewal_id")
    held = Attachment.objects.filter(
        Q(subject=SubjectKind.RENEWAL, subject_id__in=renewals)
        | Q(subject=SubjectKind.DEVICE, subject_id__in=machines),
        kind__in=SOURCES,
    )
    loose = PackFile.objects.filter(pack__batch=batch, verdict__in=LOOSE, file__isnull=False)
    wanted = Q(pk__in=held.values("file_id")) | Q(pk__in=loose.values("file_id"))
    return StoredFile.objects.filter(wanted, media_type__in=READABLE)


def told_by_pictures(batch: Batch, subjects: Iterable[Subject]) -> dict[int, dict[str, Said]]:
    """Device → path → what its pictures say, of several papers the surest."""
    listed = list(subjects)
    papers = _papers(batch, listed)
    readings = readings_of(paper for of_one in papers.values() for paper in of_one)
    found = {}
    for subject in listed:
        said = said_by(papers.get(subject.machine.device_id, []), readings, subject.record)
        found[subject.machine.device_id] = {
            path: max(of_kinds.values(), key=lambda item: item.found.confidence)
            for path, of_kinds in said.items()
        }
    return found


def _papers(batch: Batch, subjects: list[Subject]) -> dict[int, list[Paper]]:
    devices = {subject.machine.device_id for subject in subjects}
    renewals = {subject.record.pk: subject.machine.device_id for subject in subjects if subject.record.pk}
    held = Attachment.objects.usable().filter(
        Q(subject=SubjectKind.RENEWAL, subject_id__in=renewals)
        | Q(subject=SubjectKind.DEVICE, subject_id__in=devices),
        kind__in=SOURCES,
    )
    found: dict[int, list[Paper]] = {}
    for item in held.select_related("file"):
        device = renewals[item.subject_id] if item.subject == SubjectKind.RENEWAL else item.subject_id
        found.setdefault(device, []).append(Paper(item.kind, item.file.sm3, item.pk))
    waiting = PackFile.objects.filter(
        pack__batch=batch, verdict=PackVerdict.WAITING, machine__device__in=devices, kind__in=SOURCES
    )
    for kind, sm3, device in waiting.values_list("kind", "file__sm3", "machine__device_id"):
        found.setdefault(device, []).append(Paper(kind, sm3, None))
    return found
