"""The composition of containers, alone and scaled: what a person would find out at three in the morning."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as django_settings

from tests.architecture.test_tree import places, tracked

ROOT = Path(__file__).resolve().parents[2]
POOLED = ("web", "worker", "worker-long", "beat")


class Loader(yaml.SafeLoader):
    """YAML with Compose's own tag."""


Loader.add_constructor("!reset", lambda loader, node: None)


def composition(path: str) -> dict[str, Any]:
    return yaml.load((ROOT / path).read_text(), Loader)


ALONE = composition("docker-compose.yml")["services"]
SCALED = composition("deploy/compose.scaled.yml")["services"]
POOL = configparser.ConfigParser()
POOL.read(ROOT / "deploy" / "pgbouncer" / "pgbouncer.ini")


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_container_is_given_longer_than_what_is_at_work_in_it(name):
    patience = int(ALONE[name]["stop_grace_period"].removesuffix("s"))
    bound = django_settings.WORKER_STOP_SECONDS if name == "worker" else graceful_timeout()
    assert bound < patience <= 35


def graceful_timeout() -> int:
    return int(
        re.search(r"^graceful_timeout = (\d+)", (ROOT / "zhongshan_crane/serving.py").read_text(), re.M)[1]
    )


def test_what_is_scaled_goes_through_the_pool_and_knows_it_and_migrations_do_not():
    for name in POOLED:
        surroundings = SCALED[name]["environment"]
        assert "@pgbouncer:6432/" in surroundings["DATABASE_URL"]
        assert surroundings["DATABASE_POOLED"] == "on"
    assert "migrate" not in SCALED
    assert "@postgres:5432/" in ALONE["migrate"]["environment"]["DATABASE_URL"]


def test_there_is_one_timetable_and_every_queue_has_a_worker():
    assert SCALED["beat"]["deploy"]["replicas"] == 1
    queues = {re.search(r"--queues (\S+)", SCALED[name]["command"])[1] for name in ("worker", "worker-long")}
    assert queues == {"default", "long"}


def test_the_pool_leaves_the_server_some_connections():
    pool = POOL["pgbouncer"]
    most = int(re.search(r"max_connections=(\d+)", SCALED["postgres"]["command"])[1])
    assert pool["pool_mode"] == "transaction"
    assert int(pool["default_pool_size"]) + int(pool["reserve_pool_size"]) <= most * 0.6


def test_every_file_that_a_container_is_given_is_there():
    named = [
        entry.split(":")[0]
        for one in SCALED.values()
        for entry in one.get("volumes", [])
        if entry.startswith("./")
    ]
    assert len(named) == 3
    missing = [
        name
        for name in named
        if not (ROOT / name).exists() and not (ROOT / name).with_suffix(".example").exists()
    ]
    assert missing == []


def test_behind_a_pool_no_cursor_stays_on_the_server(tmp_path):
    code = "from django.conf import settings; print(settings.DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS'])"
    words = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    given = {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "PATH": "/usr/bin:/bin",
    }
    for pooled in ("on", "off"):
        run = subprocess.run(
            words, cwd=ROOT, env={**given, "DATABASE_POOLED": pooled}, capture_output=True, text=True
        )
        assert run.stdout.split()[-1:] == [str(pooled == "on")], run.stderr


def test_nothing_holds_on_to_a_session_of_the_database():
    """Advisory locks of a session, LISTEN and settings that outlive a transaction would be another client's behind a pool."""
    product = [
        path
        for path in tracked("*.py")
        if not {"tests", "bench", "backups"} & {*path.relative_to(ROOT).parts}
    ]
    session = r"pg_(try_)?advisory_lock\b|[\"'](LISTEN|PREPARE|SET SESSION|SET (?!LOCAL|CONSTRAINTS)[a-z_]+ (TO|=))|CREATE TEMP(?!.*ON COMMIT DROP)"
    assert places(session, product) == []
