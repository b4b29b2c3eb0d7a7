"""An empty database gets by the squashed migrations what it gets by those that they replace."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = """
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.loader.replace_migrations = {squashed}
executor.loader.build_graph()
leaves = executor.loader.graph.leaf_nodes()
leaves = [leaf for leaf in leaves if {squashed} or leaf not in executor.loader.replacements]
print(len(executor.migration_plan(leaves)))
executor.migrate(leaves)
"""


def migrated(path: Path, *, squashed: bool) -> int:
    """Make the database; the number of migrations on the way."""
    given = {"PATH": os.environ["PATH"], "VAR_DIR": str(path.parent), "DATABASE_URL": f"sqlite:///{path}"}
    given["DJANGO_SETTINGS_MODULE"] = "zhongshan_crane.settings"
    given["PYTHONHASHSEED"] = "0"  # Django writes a set into the text of an index on JSON
    words = [sys.executable, "-c", MIGRATE.format(squashed=squashed)]
    done = subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout.split()[-1])


def schema(path: Path) -> set[tuple[str, ...]]:
    """Tables, columns, keys, checks and indexes, in no order, without the digits that Django adds to names of its own."""
    found: set[tuple[str, ...]] = set()
    rows = sqlite3.connect(path)
    for kind, name, sql in rows.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ):
        text = re.sub(r"\s+", " ", sql or "")
        if kind != "table":
            found.add((kind, name, text))
            continue
        for pragma in ("table_xinfo", "foreign_key_list"):
            found |= {
                (pragma, name, *map(str, row[1 if pragma == "table_xinfo" else 2 :]))
                for row in rows.execute(f'PRAGMA {pragma}("{name}")')
            }
        checks = re.findall(r'CONSTRAINT "[^"]+" (?:CHECK|UNIQUE).*?(?=, CONSTRAINT|, "|\)$)', text)
        found |= {("check", name, check) for check in checks}
        found.add(("rows", name, str(rows.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])))
    return {tuple(re.sub(r"_[0-9a-f]{8}(?=_|\b)", "_#", word) for word in one) for one in found}


def test_both_ways_lead_to_the_same_tables_and_first_rows(tmp_path):
    one_by_one, at_once = tmp_path / "one_by_one.sqlite3", tmp_path / "at_once.sqlite3"
    assert migrated(one_by_one, squashed=False) > 2 * migrated(at_once, squashed=True)
    of_migrations = ("rows", "django_migrations")
    old, new = ({one for one in schema(path) if one[:2] != of_migrations} for path in (one_by_one, at_once))
    assert len(new) > 1000
    assert old - new == set()
    assert new - old == set()
