"""Encrypting what stands in plain, decrypting it again, and changing the key: a column's rows, some hundred at a time.

Works on the columns as they are stored, without models, so that migrations and a change of key are one mechanism.
Each piece is a transaction of its own, and a row that is done already is left alone: whatever stops the work, it
is begun again and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction

from ground.encrypted import EMPTY, NORMAL, EncryptedField, EncryptedJSONField, seal, unseal
from ground.keys import UnreadableError, decrypt, encrypt, key_mark

Change = Callable[[str, str], str]
PIECE = 500
JSON = EncryptedJSONField.purpose
TOKEN = re.compile(r"(?:[0-9a-f]{32}:)?(?P<profile>gm|intl)\.(?P<mark>[0-9a-f]{8})\.[\w-]+")
_log = structlog.get_logger("ground.encrypting")


@dataclass
class Done:
    """How many rows were changed, and the ids of those that no key opens."""

    changed: int = 0
    unreadable: list[int] = field(default_factory=list)


def encrypt_rows(table: str, columns: Mapping[str, str], *, using: str = "default") -> Done:
    """Encrypt what stands in plain; `columns` maps each to its purpose (JSON for an EncryptedJSONField)."""
    return _rewrite(table, columns, _sealed, using)


def decrypt_rows(table: str, columns: Mapping[str, str], *, using: str = "default") -> Done:
    """The way back, for a migration that is undone; an unreadable text stays as it is."""
    return _rewrite(table, columns, _plain, using)


def renew_rows(table: str, columns: Mapping[str, str], *, key: str = "id") -> Done:
    """Encrypt anew, with the present key and profile, what carries another one; `key` is the number of the rows."""
    return _rewrite(table, columns, _renewed, "default", key)


Renew = Callable[[], Done]
_renewals: dict[str, Renew] = {}


def on_key_change(table: str, renew: Renew) -> None:
    """Register how a table outside of the encrypted fields takes the present key."""
    _renewals[table] = renew


def renew_everything() -> Iterator[tuple[str, Done]]:
    """Table after table, with what was done."""
    for table, columns in sorted(encrypted_columns().items()):
        yield table, renew_rows(table, columns)
    for table, renew in sorted(_renewals.items()):
        yield table, renew()


def is_of_old_key(stored: str) -> bool:
    """Whether a cipher text carries another key or profile than the present ones."""
    found = TOKEN.fullmatch(stored)
    present = (settings.CRYPTO_PROFILE, key_mark(settings.DATA_KEY))
    return found is not None and (found["profile"], found["mark"]) != present


def encrypted_columns() -> dict[str, dict[str, str]]:
    """Every encrypted column of the installed models: table → column → purpose."""
    found: dict[str, dict[str, str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.local_concrete_fields:
            if isinstance(column, EncryptedField | EncryptedJSONField):
                found.setdefault(model._meta.db_table, {})[str(column.column)] = column.purpose
    return found


def _sealed(stored: str, purpose: str) -> str:
    if TOKEN.fullmatch(stored) or (purpose == JSON and stored in EMPTY):
        return stored
    return seal(stored, purpose=purpose) if purpose in NORMAL else encrypt(stored, purpose=purpose)


def _plain(stored: str, purpose: str) -> str:
    if not TOKEN.fullmatch(stored):
        return stored
    return unseal(stored, purpose=purpose) if purpose in NORMAL else decrypt(stored, purpose=purpose)


def _renewed(stored: str, purpose: str) -> str:
    return _sealed(_plain(stored, purpose), purpose) if is_of_old_key(stored) else stored


def _rewrite(table: str, columns: Mapping[str, str], change: Change, using: str, key: str = "id") -> Done:
    """Walk the table by id; a row that somebody else has written meanwhile is left to the next run."""
    done = Done()
    for rows in _pieces(table, list(columns), using, key):
        changed = [pair for row in rows if (pair := _changed(row, columns, change, done, table))]
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            for old, new in changed:
                cursor.execute(*_update(cursor, table, [key, *columns], old, new))
                done.changed += cursor.rowcount
    return done


def _pieces(table: str, columns: list[str], using: str, key: str) -> Iterator[list[tuple[Any, ...]]]:
    name = connections[using].ops.quote_name
    chosen, last = ", ".join(map(name, [key, *columns])), 0
    query = f"SELECT {chosen} FROM {name(table)} WHERE {name(key)} > %s ORDER BY 1 LIMIT {PIECE}"  # noqa: S608 - own names
    while True:
        with connections[using].cursor() as cursor:
            cursor.execute(query, [last])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _changed(
    row: tuple[Any, ...],
    columns: Mapping[str, str],
    change: Change,
    done: Done,
    table: str,
) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
    new = [row[0]]
    for stored, purpose in zip(row[1:], columns.values(), strict=True):
        try:
            new.append(change(stored, purpose) if stored else stored)
        except UnreadableError:
            _log.warning("personal data unreadable", table=table, row=row[0], purpose=purpose)
            done.unreadable.append(row[0])
            new.append(stored)
    return (row, tuple(new)) if tuple(new) != row else None


def _update(
    cursor: Any, table: str, columns: list[str], old: tuple[Any, ...], new: tuple[Any, ...]
) -> tuple[str, list[Any]]:
    """UPDATE of the columns that change, where they still hold what was read; the first is the key."""
    name = cursor.db.ops.quote_name
    places = [at for at in range(1, len(old)) if old[at] != new[at]]
    given = ", ".join(f"{name(columns[at])} = %s" for at in places)
    still = " AND ".join(f"{name(columns[at])} = %s" for at in places)
    query = f"UPDATE {name(table)} SET {given} WHERE {name(columns[0])} = %s AND {still}"  # noqa: S608 - own names
    return query, [*(new[at] for at in places), old[0], *(old[at] for at in places)]
