"""What only PostgreSQL has, written so that a migration runs on SQLite as well."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def on_postgres(forwards: str, backwards: str) -> migrations.RunPython:
    """A migration step that runs SQL on PostgreSQL and nothing elsewhere."""

    def runner(sql: str) -> Any:
        def run(apps: Any, schema_editor: Any) -> None:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(sql)

        return run

    return migrations.RunPython(runner(forwards), runner(backwards))


def trigram_index(name: str, table: str, column: str) -> list[migrations.RunPython]:
    """The steps that give `column` a trigram index, for searches by any part of a number or model."""
    return [
        on_postgres("CREATE EXTENSION IF NOT EXISTS pg_trgm", "SELECT 1"),
        on_postgres(
            f"CREATE INDEX {name} ON {table} USING gin ({column} gin_trgm_ops)", f"DROP INDEX {name}"
        ),
    ]
