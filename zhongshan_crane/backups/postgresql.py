"""PostgreSQL: pg_dump and pg_restore, whose snapshot the counts share."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction

from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.snapshots import STORED_FILES, Snapshot, counted

DUMP = "database.pgdump"
_PLAIN = ("--no-owner", "--no-privileges", "--no-comments")
LOCK_SECONDS = 30  # who still works on the database holds a restore up no longer

POOLED = (
    "DATABASE_URL 现经 PgBouncer 连接(DATABASE_POOLED=on)，不能这样备份或恢复，数据未作改动。"
    "请在命令前把 DATABASE_URL 设为 PostgreSQL 本身的地址，并设 DATABASE_POOLED=off，再执行一次。"
)

# Extensions stay: the dump asks for them only where they are missing.
_EMPTY = f"""
SET lock_timeout = '{LOCK_SECONDS}s';
DO $$
DECLARE line text;
BEGIN
    FOR line IN SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', tablename)
        FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE line; END LOOP;
    FOR line IN SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
        FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') LOOP EXECUTE line; END LOOP;
END $$;
"""


def dump(target: Path) -> Snapshot:
    """Write the database as it is at one moment, compressed; raises BackupFailed behind a pool."""
    _refuse_pool()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

        def ask(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return cursor.fetchall()

        snapshot = ask("SELECT pg_export_snapshot()")[0][0]
        tables = [name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        found = counted(ask, server=ask("SHOW server_version")[0][0], tables=tables)
        _run(
            "pg_dump",
            "--format=custom",
            "--compress=3",
            *_PLAIN,
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
    return found


def load(source: Path) -> None:
    """Empty the schema and fill it from the dump in one transaction: what fails leaves everything as it was.

    Raises BackupFailed behind a pool, and with PostgreSQL's words where the dump does not go in.
    """
    _refuse_pool()
    connection.close()
    _program("pg_restore")
    words = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    called = f"restore-{secrets.token_hex(8)}"
    psql = subprocess.Popen(
        [_program("psql"), *words, f"--command={_EMPTY}", "--file=-"],
        env=_surroundings() | {"PGAPPNAME": called},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert psql.stdin is not None  # noqa: S101 - for the types
    reason = _pumped(source, psql)
    _out, said = psql.communicate()
    if reason or psql.returncode:
        _rolled_back(called)
        raise BackupFailed(
            f"恢复数据库失败，数据库保持原样：{reason or said.decode(errors='replace').strip()}"
        )


def _refuse_pool() -> None:
    """PostgreSQL's programs set their session's search path, which a pool would hand to whoever comes next."""
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        raise BackupFailed(POOLED)


def _rolled_back(called: str) -> None:
    """Wait until the server has taken everything back: it goes on with a statement after its psql is dead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE application_name = %s",
            [LOCK_SECONDS * 1000, called],
        )


def _pumped(source: Path, psql: subprocess.Popen[bytes]) -> str:
    """Give the dump's statements to psql; a dump that breaks off kills it, so that nothing is committed."""
    restore = subprocess.Popen(
        [_program("pg_restore"), *_PLAIN, "--file=-", str(source)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        shutil.copyfileobj(_pipe(restore.stdout), _pipe(psql.stdin), 1 << 20)
    except BrokenPipeError:
        restore.kill()
        restore.communicate()
        return ""  # psql says why it has ended
    said = _pipe(restore.stderr).read().decode(errors="replace").strip()
    if restore.wait():
        psql.kill()
        return said or "pg_restore 未能读完备份"
    return ""


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - for the types
    return pipe


def stored_files(source: Path) -> Iterator[str]:
    """The SM3 of each file that the dump names, from the table's COPY lines."""
    text = _run(
        "pg_restore", "--data-only", f"--table={STORED_FILES}", "--file=-", str(source), database=False
    )
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"COPY public.{STORED_FILES} ("):
            place = line[line.index("(") + 1 : line.index(")")].split(", ").index("sm3")
            break
    for line in lines:
        if line == "\\.":
            return
        yield line.split("\t")[place]


def problem(source: Path) -> str:
    """What pg_restore says that cannot read the dump to its end."""
    try:
        _run("pg_restore", "--file=/dev/null", str(source), database=False)
    except BackupFailed as error:
        return str(error)
    return ""


def _program(name: str) -> str:
    if found := shutil.which(name):
        return found
    raise BackupFailed(
        f"找不到 {name}：请安装与数据库同版本的 PostgreSQL 客户端(Debian: postgresql-client)。"
    )


def _surroundings() -> dict[str, str]:
    """Libpq's own variables: a password never stands among a program's arguments."""
    named = connection.settings_dict
    given = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    found = {variable: str(named[name]) for name, variable in given.items() if named.get(name)}
    if mode := named.get("OPTIONS", {}).get("sslmode"):
        found["PGSSLMODE"] = str(mode)
    return os.environ | found


def _run(name: str, *words: str, database: bool = True) -> str:
    """Run one of PostgreSQL's programs and return what it writes; raises BackupFailed with its words."""
    surroundings = _surroundings() if database else None
    done = subprocess.run([_program(name), *words], env=surroundings, capture_output=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{name} 失败：{done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode(errors="replace")
