"""The papers of a renewal that are read, with what was read of them; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.catalogue import Catalogue, Category, Phase
from devices.recognised.agreeing import says_the_same
from devices.recognised.kinds import SOURCES, found_in
from devices.recognised.values import told
from devices.recognition import Found
from documents.models import Attachment, StoredFile, SubjectKind
from renewals.models import RenewalApplication
from vision.models import Reading


@dataclass(frozen=True, slots=True)
class Paper:
    """One file in its role; `attachment` is its number while the firm holds it, where that was asked."""

    kind: str
    sm3: str
    attachment: int | None


@dataclass(slots=True)
class ForRenewal:
    """For what the papers are understood: the renewal's catalogue and category, in the new units."""

    catalogue: Catalogue
    category: Category
    phase: Phase = "renewal"


@dataclass(frozen=True, slots=True)
class Said:
    """What one paper says of one field."""

    paper: Paper
    found: Found


def kept_papers(renewal: RenewalApplication) -> list[Paper]:
    """The papers that a renewal has now; an unsaved one has those of its machine."""
    subject = (SubjectKind.RENEWAL, renewal.pk) if renewal.pk else (SubjectKind.DEVICE, renewal.device_id)
    held = Attachment.objects.of(*subject).usable().filter(kind__in=SOURCES)
    return [Paper(item.kind, item.file.sm3, item.pk) for item in held]


def frozen_papers(submitted: Iterable[Mapping[str, Any]], *, linked: bool = False) -> list[Paper]:
    """The papers that a round froze; `linked` asks, by one query, which of them the firm holds still."""
    given = [item for item in submitted if item["kind"] in SOURCES]
    asked = [item["id"] for item in given if linked]
    held = set(Attachment.objects.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    return [Paper(item["kind"], item["sm3"], item["id"] if item["id"] in held else None) for item in given]


def readings_of(papers: Iterable[Paper]) -> dict[str, Reading]:
    """The readings there are, by SM3."""
    return Reading.objects.of(paper.sm3 for paper in papers)


def files_of(papers: Iterable[Paper]) -> list[StoredFile]:
    """The stored files, to ask for their reading."""
    return list(StoredFile.objects.filter(sm3__in={paper.sm3 for paper in papers}))


Doubted = Callable[[Paper, Found], bool]


def doubt_of(typed: Mapping[str, str], overruled: Container[tuple[str, str, str]]) -> Doubted:
    """What tells whether a paper contradicts the form and nobody has said that it does not count."""

    def doubted(paper: Paper, found: Found) -> bool:
        form, settled = (
            typed.get(found.path, ""),
            (found.path, SOURCES[paper.kind].value, paper.sm3) in overruled,
        )
        return bool(form) and not settled and not says_the_same(found.path, form, told(found))

    return doubted


def said_by(
    papers: Iterable[Paper],
    readings: Mapping[str, Reading],
    renewal: RenewalApplication,
    doubted: Doubted = lambda paper, found: False,
) -> dict[str, dict[str, Said]]:
    """Path → kind of paper → what it says, of several files of a kind one that is doubted, else the surest.

    So that no second plate which agrees hides a first one that does not.
    """
    whole = ForRenewal(renewal.catalogue, renewal.category_data)
    best: dict[str, dict[str, tuple[bool, float, Said]]] = {}
    for paper in papers:
        reading = readings.get(paper.sm3)
        for found in found_in(reading, paper.kind, whole) if reading else ():
            said = (doubted(paper, found), found.confidence, Said(paper, found))
            known = best.setdefault(found.path, {}).get(paper.kind)
            if known is None or said[:2] > known[:2]:
                best[found.path][paper.kind] = said
    return {path: {kind: said for kind, (_, _, said) in kinds.items()} for path, kinds in best.items()}
