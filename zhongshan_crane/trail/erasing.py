"""The words of one entry go for good, with what repeats them; by 审计管理员, or on the server."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.account_events import Subject
from audit.actors import COMMAND, Actor
from audit.word_erasing import erasable_row, erase_words
from audit.words import ERASED, Row
from ground.glossary import AboutKind
from provincial_sync.models import Upload
from zhongshan_crane.trail.copies import replace_copies


def erase_by_person(user: User, code: str, row_id: int, reason: str) -> int:
    """审计管理员 erases; in how many other rows the same words went. Raises NotAllowed, RuleBroken, StepRefused."""
    require(user, Action.ERASE_WORDS)
    return _erase(code, row_id, reason, actor=user.actor)


def erase_on_the_server(code: str, row_id: int, reason: str, *, operator: str) -> int:
    """The same by command, where no 审计管理员 can act."""
    return _erase(code, row_id, reason, actor=COMMAND, operator=operator)


def sentence() -> str:
    """What stands in the words' place."""
    return ERASED.format(day=timezone.localdate())


@transaction.atomic
def _erase(code: str, row_id: int, reason: str, *, actor: Actor, **by: Any) -> int:
    row = erasable_row(code, row_id)
    copies = replace_copies(code, row, sentence())
    erase_words(code=code, row_id=row_id, reason=reason, about=about(row), copies=copies, actor=actor, **by)
    return copies


def about(row: Row) -> Subject | None:
    """What the entry was about, so that the thing's own trail tells of the erasing."""
    columns = (
        ("matter_id", AboutKind.MATTER),
        ("renewal_id", AboutKind.RENEWAL),
        ("device_id", AboutKind.DEVICE),
    )
    for column, kind in (*columns, ("case_id", AboutKind.CASE)):
        if row.get(column):
            return Subject(kind, row[column])
    if not row.get("upload_id"):
        return None
    renewal = Upload.objects.filter(pk=row["upload_id"]).values_list("renewal_id", flat=True).first()
    return Subject(AboutKind.RENEWAL, renewal) if renewal else None
