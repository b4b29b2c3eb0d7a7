"""A database of the release before becomes one of this release, with everything in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.own_database import own_database

ROOT = Path(__file__).resolve().parents[2]


def test_the_database_of_the_release_before_is_brought_up_to_date_and_its_pages_work(tmp_path):
    with own_database() as database:
        surroundings = (
            os.environ | {"VAR_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0"} | database
        )
        if not database:
            surroundings["DATABASE_URL"] = f"sqlite:///{tmp_path / 'db.sqlite3'}"
        command = [sys.executable, "-m", "tests.keeping.previous_release", "check"]
        done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "pages answered" in done.stdout
