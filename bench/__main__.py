"""`make bench`: what pages, lists, workbooks and the exchange cost, as ratios within one run.

`python -m bench exchange` runs one part alone. BENCH_ROWS (default 20000) and EXCHANGE_ROWS (default 20000) are the
larger sizes. Each part runs on a database of its own, made and dropped here, on whatever DATABASE_URL names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import django

PARTS = ("workloads", "lists", "workbooks", "exchange", "record")


def main() -> None:
    """Print a table of costs and the ratios between them, for each part that is asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    settings.LOGGING_CONFIG = None
    for part in [name for name in PARTS if name in sys.argv[1:] or not sys.argv[1:]]:
        _run(part)
    teardown_test_environment()


def _run(part: str) -> None:
    from django.conf import settings
    from django.test.utils import get_runner

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        for line in _lines(part):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    finally:
        runner.teardown_databases(databases)


def _lines(part: str) -> Iterator[str]:
    from bench import exchange, lists, record, workbooks, workloads

    if part == "exchange":
        return exchange.report(large=int(os.environ.get("EXCHANGE_ROWS", "20000")))
    if part == "record":
        return record.report()
    if part == "lists":
        return lists.report()
    if part == "workbooks":
        return workbooks.report()
    return workloads.report(small=1000, large=int(os.environ.get("BENCH_ROWS", "20000")))


if __name__ == "__main__":
    main()
