"""Rows' values as the database takes them, without asking every column anew for every value.

A register of ten thousand rows has a million values; texts, numbers and keys go to the database as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import models

PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
USUAL = {
    models.Field.get_db_prep_save,
    models.ForeignKey.get_db_prep_save,
    models.JSONField.get_db_prep_save,
}
Prepare = Callable[[Any, Any], Any]


def columns_of(
    rows: Sequence[Any], fields: Sequence[Any], connection: Any, *, adding: bool
) -> list[list[Any]]:
    """Column by column the rows' values of these fields, which must be of the fields' own types already.

    `adding` lets fields such as `auto_now` set theirs, as `save` does.
    """
    held = [row.__dict__ for row in rows]  # past the fields' descriptors
    return [_column(rows, held, field, connection, adding) for field in fields]


def is_one(values: Sequence[Any]) -> bool:
    """Whether all are one and the same object."""
    return len(set(map(id, values))) == 1


def _column(
    rows: Sequence[Any], held: list[dict[str, Any]], field: Any, connection: Any, adding: bool
) -> list[Any]:
    name = field.attname
    sets_itself, prepare, shared = _way(field.model, name)
    if adding and sets_itself:
        values = [field.pre_save(row, True) for row in rows]
    else:
        try:
            values = [columns[name] for columns in held]
        except KeyError:  # a column that is not read yet
            values = [getattr(row, name) for row in rows]
    if prepare is None:
        return values
    # What a sample and its likes share is made ready once; a cipher is another one for every row.
    if shared and is_one(values):
        return [prepare(values[0], connection)] * len(values)
    return [prepare(value, connection) for value in values]


@lru_cache(maxsize=1024)
def _way(model: type[models.Model], name: str) -> tuple[bool, Prepare | None, bool]:
    """Of a column: whether it sets itself, how a value is made ready (None: it goes as it is), and whether once for all."""
    (field,) = (field for field in model._meta.concrete_fields if field.attname == name)
    return _sets_itself(field), _preparer(field), type(field).get_db_prep_save in USUAL


def _sets_itself(field: Any) -> bool:
    """Whether the value is made when the row is saved, as `auto_now` has it."""
    if type(field) in (models.DateField, models.DateTimeField):
        return bool(field.auto_now or field.auto_now_add)
    return type(field).pre_save is not models.Field.pre_save


def _preparer(field: Any) -> Prepare | None:
    if isinstance(field, PLAIN) and type(field).get_db_prep_save in USUAL:
        return None
    if type(field) is models.JSONField:
        return lambda value, _: None if value is None else json.dumps(value, cls=field.encoder)
    prepare: Prepare = field.get_db_prep_save
    return prepare
