"""The test database, copied from one that was migrated once: migrating takes longer than most test files.

The template's name carries a digest of all migrations, so that a changed one makes another template. What a copy
still lacks (a catalogue that has changed since) the usual `migrate` adds, which then has no migration to apply.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def lay() -> None:
    """Put a copy of the template in the place where the test database is expected."""
    place = Path(settings.VAR_DIR) / "tests"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "sqlite":
            _lay_file(place / f"template-{_digest()}.sqlite3", Path(connection.creation._get_test_db_name()))
        else:
            _lay_database(f"{settings.DATABASES['default']['NAME']}_t{_digest()}")


def _digest() -> str:
    """Of every migration of every app, in eight characters."""
    files = [path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py")]
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(files):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def _lay_file(template: Path, target: Path) -> None:
    if not template.exists():
        part = template.with_suffix(".part")
        part.unlink(missing_ok=True)
        _migrate(f"sqlite:///{part}")
        part.replace(template)
        for old in template.parent.glob("template-*.sqlite3"):
            if old != template:
                old.unlink()
    for left in target.parent.glob(f"{target.name}*"):
        left.unlink()
    shutil.copyfile(template, target)


def _lay_database(template: str) -> None:
    target = connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if not cursor.fetchone():
            _make_template(cursor, template)
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def _make_template(cursor: Any, template: str) -> None:
    stem, part = template.rpartition("_t")[0], f"{template}_part"
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datname ~ %s", [rf"^{stem}_t[0-9a-f]{{8}}(_part)?$"]
    )
    for (old,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE "{old}"')
    cursor.execute(f'CREATE DATABASE "{part}"')
    _migrate(_address_of(part))
    cursor.execute(f'ALTER DATABASE "{part}" RENAME TO "{template}"')


def _address_of(name: str) -> str:
    named = settings.DATABASES["default"]
    password = f":{named['PASSWORD']}" if named["PASSWORD"] else ""
    return f"postgres://{named['USER']}{password}@{named['HOST']}:{named['PORT'] or 5432}/{name}"


def _migrate(address: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"]
    surroundings = os.environ | {"DATABASE_URL": address, "REDIS_URL": "redis://127.0.0.1:1/0"}
    subprocess.run(command, cwd=ROOT, env=surroundings, check=True, stdout=subprocess.DEVNULL)
