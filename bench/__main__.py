"""`make bench`: what pages, lists, workbooks and the exchange cost, as ratios within one run.

`python -m bench exchange scale` runs these parts alone; `--write` keeps their tables in docs/performance.md.
BENCH_ROWS (default 20000), EXCHANGE_ROWS (default 20000) and BENCH_SIZES are the larger sizes. Each part runs on databases
of its own, made and dropped here, beside the one that DATABASE_URL names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module

import django

from bench.cache import running_cache

PARTS = (
    "workloads",
    "lists",
    "workbooks",
    "imports",
    "exports",
    "api",
    "apilist",
    "exchange",
    "record",
    "tasks",
    "steps",
    "load",
    "scale",
    "peers",
)
ON_REGISTERS = {"scale", "peers"}  # on databases that stay where BENCH_KEEP says so


def main() -> None:
    """Print a table of costs and the ratios between them, for each part that is asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
    with running_cache():
        _run()


def _run() -> None:
    django.setup()
    from django.conf import settings

    from bench.writing import write

    asked = [name for name in PARTS if name in sys.argv[1:]]
    # Not Django's test environment: it records every template, which would be measured, too.
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DEBUG = settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.LOGGING_CONFIG = None
    # The largest registers take minutes to make: they are measured when they are asked for.
    for part in asked or [name for name in PARTS if name not in {*ON_REGISTERS, "load"}]:
        lines = list(_told(_lines(part) if part in ON_REGISTERS else _on_a_database_of_its_own(part)))
        if "--write" in sys.argv:
            write(part, lines)


def _told(lines: Iterator[str]) -> Iterator[str]:
    """The same lines, shown as they come."""
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        yield line


def _on_a_database_of_its_own(part: str) -> Iterator[str]:
    from django.conf import settings
    from django.test.utils import get_runner

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        yield from _lines(part)
    finally:
        runner.teardown_databases(databases)


def _lines(part: str) -> Iterator[str]:
    known = {
        "exchange": {"large": int(os.environ.get("EXCHANGE_ROWS", "20000"))},
        "workloads": {"small": 1000, "large": int(os.environ.get("BENCH_ROWS", "20000"))},
    }
    module = "interface" if part == "api" else part
    lines: Iterator[str] = import_module(f"bench.{module}").report(**known.get(part, {}))
    return lines


if __name__ == "__main__":
    main()
