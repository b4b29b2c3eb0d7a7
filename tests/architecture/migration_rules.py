"""What a migration must not do beside people at work: hold a large table up, or break the release before.

Read from the operations, so that no server is needed, and with our own knowledge of which tables grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from ground.migrating import AddIndexGently, DropTwinIndex

# Tables that grow with the years (model labels in lower case); the others are read whole anyway.
GROWING = {
    "audit.accountevent", "audit.citychange", "audit.historyentry", "audit.link",
    "certificates.electroniccertificate", "cases.case", "devices.device", "devices.importrow", "devices.registrationnumber",
    "documents.attachment", "documents.storedfile", "inbox.delivery", "inbox.message", "matters.matter", "matters.matterround",
    "provincial_sync.exchange", "provincial_sync.registrationchange", "provincial_sync.upload", "renewals.decision",
    "renewals.remark", "renewals.renewalapplication", "renewals.submission",
}  # fmt: skip
CONTRACTS = (
    migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel, migrations.AlterModelTable,
)  # fmt: skip

# Operations, when they do harm (on a growing table, in a transaction), and what to do instead.
RULES: tuple[tuple[Any, Callable[[bool, bool], bool], str], ...] = (
    (
        CONTRACTS,
        lambda growing, atomic: True,
        "the release before still reads it; let a release pass that does not, then allow it with that reason",
    ),
    (
        (migrations.RunPython, migrations.RunSQL),
        lambda growing, atomic: atomic,
        "data in one transaction with its locks; a migration of its own with atomic = False and batches",
    ),
    ((AddIndexGently, DropTwinIndex), lambda growing, atomic: atomic, "needs atomic = False"),
    (
        migrations.AddIndex,
        lambda growing, atomic: growing,
        "nobody can write meanwhile; AddIndexGently in a migration with atomic = False",
    ),
    (
        migrations.AddConstraint,
        lambda growing, atomic: growing,
        "every row is checked under a lock; AddConstraintNotValid, then ValidateConstraint in another migration",
    ),
)


def faults(migration: Migration, before: ProjectState) -> Iterator[str]:
    """What is wrong with it, in sentences; `before` is the state that it starts from and is changed on the way."""
    for operation in migration.operations:
        label = f"{migration.app_label}.{getattr(operation, 'model_name', '')}".lower()
        what = f"{type(operation).__name__} {label} {getattr(operation, 'name', '')}".strip()
        yield from (f"{what}: {fault}" for fault in _faults_of(operation, label, migration, before))
        operation.state_forwards(migration.app_label, before)


def _faults_of(operation: Any, label: str, migration: Migration, before: ProjectState) -> Iterator[str]:
    growing, atomic = label in GROWING, migration.atomic
    yield from (
        sentence for kinds, holds, sentence in RULES if _is(operation, kinds) and holds(growing, atomic)
    )
    if isinstance(operation, migrations.AddField):
        yield from _of_new_column(operation.field, growing=growing)
    elif (
        isinstance(operation, migrations.AlterField)
        and growing
        and _changes_the_column(operation, label, before)
    ):
        yield "the table is rewritten or read under a lock; a new column, filled in batches, read by the release after"


def _is(operation: Any, kinds: Any) -> bool:
    gently = isinstance(operation, AddIndexGently)
    return isinstance(operation, kinds) and not (gently and kinds is migrations.AddIndex)


def _of_new_column(field: Any, *, growing: bool) -> Iterator[str]:
    many = isinstance(field, models.ManyToManyField)
    default = getattr(field, "db_default", models.NOT_PROVIDED)
    if not (
        many or field.null or default is not models.NOT_PROVIDED or isinstance(field, models.GeneratedField)
    ):
        yield "the release before inserts rows without it; null=True or db_default"
    if growing and isinstance(field, models.GeneratedField):
        yield "the table is rewritten; a plain column, filled in batches"
    if growing and hasattr(default, "resolve_expression") and not isinstance(default, models.Value):
        yield "a default that is an expression rewrites the table; a value"
    if (
        growing
        and not many
        and (field.unique or field.db_index or (field.remote_field and field.db_constraint))
    ):
        yield "index or constraint are made under a lock; db_index=False, db_constraint=False, then AddIndexGently"


def _changes_the_column(operation: Any, label: str, before: ProjectState) -> bool:
    old = before.models[tuple(label.split("."))].fields[operation.name]
    return _column(old) != _column(operation.field)


def _column(field: Any) -> tuple[Any, ...]:
    """What of a field the database knows."""
    _, path, args, named = field.deconstruct()
    return path, args, {name: value for name, value in named.items() if name not in field.non_db_attrs}
