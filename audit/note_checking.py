"""Whether the words beside the record are still those that the entries' marks were made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from audit.findings import Finding, FindingKind
from audit.notes import NOTE, PURPOSE, PrivateNote, is_note, mark_of
from ground.keys import UnreadableError, decrypt, key_mark

_REMEMBERED = 20_000  # marks that were looked at already: addresses repeat


class NoteChecker:
    """Looks at each mark once, as far as it remembers. An erased note is no finding: it is what notes are for."""

    def __init__(self) -> None:
        self.erased = 0
        self._seen: set[str] = set()
        secrets = [settings.AUDIT_KEY, *settings.AUDIT_KEY_FALLBACKS]
        self._keys = {key_mark(secret): secret for secret in secrets}

    def check(self, rows: Iterable[dict[str, Any]]) -> Iterator[Finding]:
        """Findings among the notes of these rows."""
        marks = {mark for row in rows for mark in _marks(row)} - self._seen
        if not marks:
            return
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        self._seen |= marks
        notes = PrivateNote.objects.in_bulk(list(marks))
        for mark in sorted(marks):
            if (note := notes.get(mark)) is None:
                yield Finding(FindingKind.NOTE_MISSING, told=f"标记 {mark[:12]}")
            elif note.erased_at is not None:
                self.erased += 1
            elif not self._holds(note):
                told = f"标记 {mark[:12]}，账号 {note.owner_id or '—'}，{note.day}"
                yield Finding(FindingKind.NOTE_CHANGED, told=told)

    def _holds(self, note: PrivateNote) -> bool:
        profile, _, mark = note.key.rpartition(".")
        secret = self._keys.get(mark)
        try:
            text = decrypt(note.cipher, purpose=PURPOSE)
        except UnreadableError:
            return False
        if secret is None:
            return False
        return mark_of(note.salt, text, key=secret, profile=profile or "gm") == note.mark


def _marks(row: dict[str, Any]) -> Iterator[str]:
    if row.get("address_note"):
        yield row["address_note"]
    detail = row.get("detail")
    for value in (detail or {}).values() if isinstance(detail, dict) else ():
        if is_note(value):
            yield value[NOTE]
