"""The notes beside the record take a new DATA_KEY; their marks hang on AUDIT_KEY and stay."""

from __future__ import annotations

import structlog

from audit.notes import PURPOSE, PrivateNote
from ground.encrypting import PIECE, Done, is_of_old_key
from ground.keys import UnreadableError, decrypt, encrypt, lookup_digest

_log = structlog.get_logger("audit.rekeying")


def renew_notes() -> Done:
    """Encrypt words anew and look them up under the present key; erased ones have none."""
    done, last = Done(), ""
    while True:
        notes = list(PrivateNote.objects.filter(mark__gt=last, erased_at=None).order_by("mark")[:PIECE])
        if not notes:
            return done
        last = notes[-1].mark
        for note in notes:
            if is_of_old_key(note.cipher):
                _renew(note, done)


def _renew(note: PrivateNote, done: Done) -> None:
    try:
        words = decrypt(note.cipher, purpose=PURPOSE)
    except UnreadableError:
        _log.warning("note unreadable", note=note.mark[:12])
        done.unreadable.append(0)
        return
    mine = PrivateNote.objects.filter(pk=note.pk, cipher=note.cipher)
    fresh = {"cipher": encrypt(words, purpose=PURPOSE), "lookup": lookup_digest(words, purpose=PURPOSE)}
    done.changed += mine.update(**fresh)
