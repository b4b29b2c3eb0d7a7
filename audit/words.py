"""Words beside the seal: free text of the record that can be erased without breaking the chain.

The seal covers a mark of each text, an HMAC over the row's salt and the words, instead of the words. They stand in the
row's own columns, where pages read them. Erasing empties words and salt and leaves the marks: the seal still fits, and
nobody can try words against a mark any more. Rows from before, without marks, are sealed with their words as they are.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate

from audit.append_only import AppendOnly, AppendOnlyQuerySet
from ground.digests import canonical_json
from ground.keys import key_mark, keyed_digest

M = TypeVar("M", bound="Erasable")
ERASED = "文字已依法抹除（{day:%Y-%m-%d}）"
Row = dict[str, Any]


class ErasableQuerySet(AppendOnlyQuerySet[M]):
    """Reads, and many rows written at once, each with its marks."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Append many."""
        rows = list(objs)
        for row in rows:
            row.mark_words()
        return super().bulk_create(rows, *args, **kwargs)


class Erasable(AppendOnly):
    """A row with free texts: `WORDS` are their places (`opinion`, `detail.inside`), the first one tells of erasing.

    `marks` maps the place of each text that was written to its mark; None where nothing was written.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()

    salt = models.CharField("文字的盐", max_length=32, blank=True, default="", db_default="")
    marks = models.JSONField("文字的标记", null=True)
    erased_at = models.DateTimeField("文字抹除时间", null=True)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """A row whose words were erased says so where they stood, whoever reads it."""
        row = super().from_db(*args, **kwargs)
        if row.__dict__.get("erased_at") and row.__dict__.get("marks"):
            row._tell_erased()
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.mark_words()
        super().save(*args, **kwargs)

    def mark_words(self) -> None:
        """Bind the seal to the words as they are now; empty texts have no mark."""
        self.salt, self.marks = marks_for({place: self._at(place) for place in self.WORDS})

    def _at(self, place: str) -> Any:
        column, _, key = place.partition(".")
        value = getattr(self, column)
        return value.get(key) if key else value

    def _tell_erased(self) -> None:
        said = ERASED.format(day=localdate(self.erased_at))
        for place in set(self.WORDS).intersection(_places(self.marks)):
            column, _, key = place.partition(".")
            if key:
                getattr(self, column)[key] = said
            else:
                setattr(self, column if isinstance(getattr(self, column), str) else self.WORDS[0], said)


def marks_for(words: Row) -> tuple[str, Row | None]:
    """A fresh salt and the marks of all texts that are not empty, by their places; none where all are."""
    written = {place: value for place, value in words.items() if value}
    if not written:
        return "", None
    salt, key, profile = secrets.token_hex(16), settings.AUDIT_KEY, settings.CRYPTO_PROFILE
    name = f"{profile}.{key_mark(key)}"
    return salt, {
        place: f"{name}.{_mark(salt, place, value, key=key, profile=profile)}"
        for place, value in written.items()
    }


def fits(mark: object, *, salt: str, place: str, value: Any) -> bool:
    """Whether these words are those that the mark was made of, with the present key or one of its forerunners."""
    profile, _, rest = str(mark).partition(".")
    name, _, digest = rest.partition(".")
    secrets = [settings.AUDIT_KEY, *settings.AUDIT_KEY_FALLBACKS]
    key = next((secret for secret in secrets if key_mark(secret) == name), None)
    if key is None or profile not in {"gm", "intl"}:
        return False
    return _mark(salt, place, value, key=key, profile=profile) == digest


def _mark(salt: str, place: str, value: Any, *, key: str, profile: str) -> str:
    text = value if isinstance(value, str) else canonical_json(value).decode()
    return keyed_digest(f"words:{salt}:{place}:{text}".encode(), key=key, profile=profile)


def without_words(row: Row) -> Row:
    """The row as seals see it and as erasing leaves it: empty wherever a mark stands for the words."""
    bare = dict(row)
    for place in _places(bare.get("marks")):
        column, _, key = place.partition(".")
        value = bare.get(column)
        if key and isinstance(value, dict):
            bare[column] = {name: said for name, said in value.items() if name != key}
        elif not key and column in bare:
            bare[column] = type(value)() if isinstance(value, str | list | dict) else value
    return bare


def standing(row: Row) -> Iterator[tuple[str, Any]]:
    """The words that a row holds at the places of its marks; None where there are none."""
    for place in _places(row.get("marks")):
        column, _, key = place.partition(".")
        value = row.get(column)
        yield place, (value.get(key) if isinstance(value, dict) else None) if key else value


def _places(marks: object) -> list[str]:
    return list(marks) if isinstance(marks, dict) else []
