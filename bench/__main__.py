"""`make bench`: what pages, lists, workbooks and the exchange cost, as ratios within one run.

`python -m bench exchange scale` runs these parts alone; `--write` keeps their tables in docs/performance.md.
BENCH_ROWS (default 20000), EXCHANGE_ROWS (default 20000) and BENCH_SIZES are the larger sizes. Each part runs on databases
of its own, made and dropped here, beside the one that DATABASE_URL names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import django

PARTS = ("workloads", "lists", "workbooks", "exchange", "record", "scale")


def main() -> None:
    """Print a table of costs and the ratios between them, for each part that is asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
    django.setup()
    from django.conf import settings

    from bench.writing import write

    asked = [name for name in PARTS if name in sys.argv[1:]]
    # Not Django's test environment: it records every template, which would be measured, too.
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.LOGGING_CONFIG = None
    # The largest registers take minutes to make: they are measured when they are asked for.
    for part in asked or [name for name in PARTS if name != "scale"]:
        lines = list(_told(_lines(part) if part == "scale" else _on_a_database_of_its_own(part)))
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
    from bench import exchange, lists, record, scale, workbooks, workloads

    if part == "exchange":
        return exchange.report(large=int(os.environ.get("EXCHANGE_ROWS", "20000")))
    if part == "record":
        return record.report()
    if part == "scale":
        return scale.report()
    if part == "lists":
        return lists.report()
    if part == "workbooks":
        return workbooks.report()
    return workloads.report(small=1000, large=int(os.environ.get("BENCH_ROWS", "20000")))


if __name__ == "__main__":
    main()
