"""Deletes stored files that nothing names any more: staged and never saved, replaced, detached."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet
from django.utils import timezone

from documents import storage
from documents.models import StoredFile
from documents.staging import VALID_FOR

LEAST_AGE = 2 * VALID_FOR  # a page may still hold the token of a younger file


def remove_orphans(
    *, older_than: datetime.timedelta, keep: Collection[str], dry_run: bool = False
) -> list[str]:
    """Delete files that no row points to and `keep` does not name; return their SM3s (or paths' names).

    `keep` are SM3s that stand in frozen lists rather than in foreign keys (submissions), which this app does
    not know. `older_than` counts from the last storing. Raises ValueError when it is below LEAST_AGE.
    """
    if older_than < LEAST_AGE:
        raise ValueError(f"older_than must be at least {LEAST_AGE}")
    before = timezone.now() - older_than
    rows = [sm3 for sm3 in _unnamed(before).values_list("sm3", flat=True) if sm3 not in keep]
    loose = [path for path in storage.all_paths() if _is_loose(path, before)]
    if dry_run:
        return [*rows, *(path.name for path in loose)]
    removed = [sm3 for sm3 in rows if _remove_row(sm3, before)]
    return removed + [path.name for path in loose if _remove_loose(path)]


def _unnamed(before: datetime.datetime) -> QuerySet[StoredFile]:
    """Files stored before a time to which no foreign key of any app points."""
    found = StoredFile.objects.filter(created_at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.filter(~Exists(pointing))
    return found.order_by("id")


def _remove_row(sm3: str, before: datetime.datetime) -> bool:
    """Delete a row and its bytes while the row is held; leave both where somebody has just named it."""
    try:
        with transaction.atomic():
            row = StoredFile.objects.select_for_update().filter(sm3=sm3, created_at__lt=before).first()
            if row is None:
                return False
            row.delete()
            _check_references_now()
            storage.remove(sm3)
            return True
    except IntegrityError:
        return False


def _check_references_now() -> None:
    """Let PostgreSQL look for new references before the bytes go, not at the commit after it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _is_loose(path: Path, before: datetime.datetime) -> bool:
    """Bytes without a row: an interrupted writing, or a transaction that was rolled back."""
    try:
        old = path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False
    return old and not StoredFile.objects.filter(sm3=path.name).exists()


def _remove_loose(path: Path) -> bool:
    """Delete bytes without a row, holding the digest's place so that nobody stores them meanwhile."""
    try:
        with transaction.atomic():
            if path.suffix != storage.UNFINISHED:
                StoredFile.objects.create(sm3=path.name[:64], size=0, media_type="")
            path.unlink(missing_ok=True)
            transaction.set_rollback(True)
            return True
    except IntegrityError:
        return False
