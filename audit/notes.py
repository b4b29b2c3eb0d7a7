"""What the record must be able to forget: network addresses and free words that may name people.

An entry never holds them. It holds a note's mark, an HMAC over a random salt and the words; the words stand here,
encrypted, with the account they belong to. Erasing empties words and salt and leaves the mark: the entry and its
seal stay whole, and nobody can try words against the mark any more.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from ground.glossary import Worded
from ground.keys import (
    UnreadableError,
    decrypt,
    encrypt,
    key_mark,
    keyed_digest,
    lookup_digest,
    lookup_digests,
)

R = TypeVar("R")
PURPOSE = "audit-note"
NOTE = "note"  # how a note stands in an entry's detail: {"reason": {"note": mark}}
_KEPT = 4096  # addresses that one process remembers


class NoteKind(Worded):
    """What the words of a note are."""

    ADDRESS = "address", "来源地址"
    WORDS = "words", "填写的文字"


class NoteQuerySet(models.QuerySet["PrivateNote"]):
    """Reads of the side table."""

    def saying(self, text: str) -> NoteQuerySet:
        """The notes of exactly these words, whichever key they were written with."""
        return self.filter(lookup__in=lookup_digests(text.strip(), purpose=PURPOSE))


class PrivateNote(models.Model):
    """Words of one account on one day. `owner_id` is None where nobody's account is known (a mistyped name)."""

    mark = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField("类别", max_length=10, choices=NoteKind.choices)
    owner_id = models.BigIntegerField("账号编号", null=True)
    day = models.DateField("日期")
    salt = models.CharField(max_length=32, blank=True)
    cipher = models.TextField(blank=True)
    lookup = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=16)  # profile and mark of the key that the mark was made with
    erased_at = models.DateTimeField("抹除时间", null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录的个人信息"
        indexes = [
            models.Index(fields=["owner_id", "day"], name="notes_of_owner"),
            models.Index(fields=["lookup", "day"], name="notes_by_words"),
            models.Index(fields=["day"], name="notes_by_day", condition=models.Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.mark[:12]

    @property
    def text(self) -> str:
        """The words; a sentence where they cannot be read, empty where they were erased."""
        if self.erased_at is not None:
            return ""
        try:
            return decrypt(self.cipher, purpose=PURPOSE)
        except UnreadableError:
            return "(无法解密)"


def mark_of(salt: str, text: str, *, key: str, profile: str = "") -> str:
    """The mark that binds an entry to these words; 64 hex characters."""
    return keyed_digest(f"note:{salt}:{text}".encode(), key=key, profile=profile)


def note_words(text: str, *, owner_id: int | None, kind: NoteKind = NoteKind.WORDS) -> str:
    """Keep words in the side table, in the transaction of the entry; return their mark."""
    salt = secrets.token_hex(16)
    mark = mark_of(salt, text, key=settings.AUDIT_KEY)
    PrivateNote.objects.create(
        mark=mark,
        kind=kind,
        owner_id=owner_id,
        day=timezone.localdate(),
        salt=salt,
        cipher=encrypt(text, purpose=PURPOSE),
        lookup=lookup_digest(text, purpose=PURPOSE),
        key=f"{settings.CRYPTO_PROFILE}.{key_mark(settings.AUDIT_KEY)}",
    )
    return mark


_known: dict[tuple[str, int | None, dt.date], str] = {}


def note_address(address: str, *, owner_id: int | None) -> str:
    """The mark of a network address: one note for each account, address and day; empty for none.

    Nearly always from this process's memory: an entry stays one INSERT.
    """
    if not address:
        return ""
    asked = (address, owner_id, timezone.localdate())
    if mark := _known.get(asked):
        return mark
    found = PrivateNote.objects.saying(address).filter(
        owner_id=owner_id, day=asked[2], kind=NoteKind.ADDRESS, erased_at__isnull=True
    )
    mark = found.values_list("mark", flat=True).first()
    if mark is None:
        mark = note_words(address, owner_id=owner_id, kind=NoteKind.ADDRESS)
    # Remembered once it stands for good: a transaction that fails takes its note with it.
    transaction.on_commit(partial(_remember, asked, mark))
    return mark


def _remember(asked: tuple[str, int | None, dt.date], mark: str) -> None:
    if len(_known) >= _KEPT:
        _known.clear()
    _known[asked] = mark


def forget_known() -> None:
    """Look again for every address: notes were erased."""
    _known.clear()


def address_of(mark: str) -> str:
    """The words of one mark."""
    note = PrivateNote.objects.filter(pk=mark).first() if mark else None
    return note.text if note else ""


def opened(rows: Iterable[R]) -> list[R]:
    """Entries with all their notes, by one query for all of them."""
    rows = list(rows)
    notes = PrivateNote.objects.in_bulk(list({mark for row in rows for mark in marks_in(row)}))
    for row in rows:
        row._notes = notes  # type: ignore[attr-defined]
    return rows


def marks_in(row: Any) -> list[str]:
    """The marks that an entry holds: its address, and the private words of its detail."""
    marks = [row.address_note] if getattr(row, "address_note", "") else []
    detail = getattr(row, "detail", None) or {}
    return marks + [value[NOTE] for value in detail.values() if is_note(value)]


def is_note(value: object) -> bool:
    """Whether a value of a detail is a note's mark."""
    return isinstance(value, dict) and value.keys() == {NOTE}
