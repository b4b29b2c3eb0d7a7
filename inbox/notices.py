"""The files of a notice: added and taken away by the administrator, read by everybody."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from documents.services import require_room
from documents.staging import Staged
from ground.writing import lock_row
from inbox.models import Notice, NoticePaper

KIND, PATH = "notice", "papers"  # of a staged file, and its field in the form


@transaction.atomic
def keep_papers(*, notice_id: int, user: User, staged: Collection[Staged], removed: Collection[int]) -> None:
    """Add and take away files; the same file is added once, and a second click finds nothing to do.

    Raises RuleBroken at `papers` where there would be too many files or bytes.
    """
    require(user, Action.KEEP_CITY_DATA)
    notice = lock_row(Notice.objects.filter(pk=notice_id))
    refuse_too_many(notice, staged, removed)
    notice.papers.filter(pk__in=removed).delete()
    for item in staged:
        NoticePaper.objects.get_or_create(
            notice=notice, file=item.file, defaults={"name": item.name, "added_by": user}
        )


def refuse_too_many(notice: Notice, staged: Collection[Staged], removed: Collection[int]) -> None:
    """Raise RuleBroken at `papers` where the notice would carry too many files or bytes."""
    held = notice.papers.exclude(pk__in=removed).select_related("file") if notice.pk else ()
    sizes = {item.file.pk: item.file.size for item in (*held, *staged)}
    require_room(files=len(sizes), size=sum(sizes.values()), path=PATH)
