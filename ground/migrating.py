"""Migrations beside people at work: operations that do not hold a large table up.

The rules that tests/architecture/test_migrations.py holds, and what to do instead of what they refuse: docs/operations.md, Upgrades.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.operations import AddIndex, CreateModel
from django.db.migrations.operations.base import Operation


class AddIndexGently(AddIndexConcurrently):
    """An index that is made while rows are written; the migration needs `atomic = False`.

    PostgreSQL: CREATE INDEX CONCURRENTLY; what was cut off leaves an invalid index of that name, to be dropped
    before the next try. Elsewhere (SQLite has one writer anyway) as AddIndex.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make it."""
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it."""
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class DropTwinIndex(Operation):
    """Drop the second index that Django gives a unique text on PostgreSQL; the migration needs `atomic = False`.

    It serves LIKE 'abc%' under a language's collation. Where whole values alone are looked for it is only written, with
    each new row and each row that moves. Elsewhere there is none.
    """

    reduces_to_sql = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not know of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it, beside people at work."""
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            name = schema_editor._create_index_name(
                model._meta.db_table, [model._meta.get_field(self.name).column], suffix="_like"
            )
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make it again."""
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            schema_editor.execute(
                schema_editor._create_like_index_sql(model, model._meta.get_field(self.name))
            )

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Drop the second index of {self.model_name}.{self.name}"


class AllAtOnce(Operation):
    """New tables of an app, made from their last form: for the migrations with which an empty database begins.

    Each operation by itself lets Django make anew every model that is related to what it touches, which is most of
    them, and that takes far longer than the tables. `operations` make models (CreateModel) and complete these
    (AddField, AddIndex, AddConstraint); a column is where the last of them puts it.
    """

    reduces_to_sql = True

    def __init__(self, operations: list[Any]) -> None:
        self.operations = operations
        self.made = [step.name for step in operations if isinstance(step, CreateModel)]
        known = {name.lower() for name in self.made}
        for step in operations:
            if not isinstance(step, CreateModel) and step.model_name_lower not in known:
                raise TypeError(f"{step.describe()}: completes no model that is made here")

    def state_forwards(self, app_label: str, state: Any) -> None:
        """All of them, and the new models once; those that they point at stay as they are."""
        apps = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if apps is not None:
            apps.render_multiple([state.models[app_label, name.lower()] for name in self.made])
            state.apps = apps

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The tables with all columns, indexes and constraints."""
        for name in self.made:
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop them."""
        for name in reversed(self.made):
            model = from_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Create models {', '.join(self.made)}"
