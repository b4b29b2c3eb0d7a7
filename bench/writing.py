"""Keeping a part's table in docs/performance.md, under what machine, database and day it was measured."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

from django.db import connection
from django.utils import timezone

FILE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
SETTINGS = (
    "BENCH_ROWS",
    "EXCHANGE_ROWS",
    "IMPORT_ROWS",
    "BENCH_SIZES",
    "LOAD_PEOPLE",
    "LOAD_CASES",
    "LOAD_TURNS",
)


def write(part: str, lines: list[str], file: Path = FILE) -> None:
    """Put the table in the place of the former one of that part and database, or at the end."""
    name = f"{part} on {connection.vendor}"
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    section = "\n".join([begin, f"### {name}", _surroundings(part), "", "```text", *lines, "```", end])
    text = file.read_text("utf-8")
    there = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    if there.search(text):
        text = there.sub(lambda _found: section, text)
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    file.write_text(text, "utf-8")


def _surroundings(part: str) -> str:
    asked = "".join(f"{name}={os.environ[name]} " for name in SETTINGS if name in os.environ)
    where = "DATABASE_URL=postgres://… " if connection.vendor == "postgresql" else ""
    command = f"`{where}{asked}python -m bench {part} --write`"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    machine = (
        f"{platform.machine()}, {os.cpu_count()} processors, {memory} GB, Python {platform.python_version()}"
    )
    return f"{timezone.localdate().isoformat()}, {machine}, {_database()}; {command}"


def _database() -> str:
    sql = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return f"{connection.display_name} {cursor.fetchone()[0].split()[0]}"
