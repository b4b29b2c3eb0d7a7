"""What every table of the record has in common: its rows are added, and never changed or removed."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.db import models

from audit.notes import PrivateNote, address_of
from ground.glossary import ActorKind

M = TypeVar("M", bound=models.Model)
REFUSED = "history is append-only"


class AppendOnlyQuerySet(models.QuerySet[M], Generic[M]):
    """Reads, and the refusal to rewrite; the database's trigger refuses what does not come this way."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError(REFUSED)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(REFUSED)


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(REFUSED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(REFUSED)


class Recorded(AppendOnly):
    """An entry with its doer, by id alone, and with the request and the network address that it came from.

    The address is personal data: it stands in a `PrivateNote`, the entry holds the note's mark.
    """

    at = models.DateTimeField("时间")
    actor_kind = models.CharField("办理方", max_length=20, choices=ActorKind.choices)
    actor_id = models.CharField("办理人编号", max_length=40, blank=True)
    actor_unit = models.CharField("办理单位", max_length=40, blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    address_note = models.CharField("来源地址", max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def address(self) -> str:
        """The address in words; empty where it was erased. Lists open all their notes at once: `opened`."""
        notes: dict[str, PrivateNote] | None = getattr(self, "_notes", None)
        if notes is None:
            return address_of(self.address_note)
        note = notes.get(self.address_note)
        return note.text if note else ""
