"""Pictures for a machine of a batch that has no renewal yet: they wait as a ZIP's files do."""

from __future__ import annotations

from django.db.models import Sum
from django.utils import timezone

from documents.models import StoredFile
from documents.names import clean_name
from documents.services import require_room
from renewals.batch.papers.taking import NOT_YET
from renewals.batch_words import PackVerdict
from renewals.models import BatchMachine, PackFile, PaperPack, PhotoLink


def keep_waiting(
    link: PhotoLink, machine: BatchMachine, *, kind: str, name: str, file: StoredFile
) -> PackFile:
    """Keep a picture until 生成申请 adds it (`give_waiting`). The caller holds link and machine.

    Raises RuleBroken where the machine's renewal would have no room for it.
    """
    waiting = machine.paper_files.filter(verdict=PackVerdict.WAITING)
    size = waiting.aggregate(total=Sum("file__size"))["total"] or 0
    require_room(
        files=waiting.filter(kind=kind).count() + 1, size=size + file.size, path=f"attachments.{kind}"
    )
    pack, _made = PaperPack.objects.get_or_create(
        batch=machine.batch,
        photo_link=link,
        defaults={"name": f"扫码传图{link}", "added_by": link.made_by, "matched_at": timezone.now()},
    )
    return PackFile.objects.create(
        pack=pack,
        place=link.files + 1,
        path=clean_name(name, file.media_type),
        file=file,
        kind=kind,
        machine=machine,
        verdict=PackVerdict.WAITING,
        said=NOT_YET,
    )
