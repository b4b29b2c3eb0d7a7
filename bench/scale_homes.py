"""What `bench.scale` measures beside the lists: the homes of visitors and firms, and the reports of the office."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from bench.measuring import Work
from reports.keeping import keep_reports
from reports.models import KeptReport

REPORTS = {
    "progress": "console:report_progress",
    "cases": "console:report_of_cases",
    "safety": "console:report_safety",
    "machines of a figure": "console:report_machines",
    "cases of a figure": "console:report_cases",
    "firms to be urged": "console:report_urging",
    "bulletins": "console:report_bulletins",
}
COUNTED = ("progress", "cases", "safety")
# Group → the empty page and the bare SQL that its pages are compared with, and the pages.
GROUPS = {
    "工作台（企业）": ("firm, empty page", "firm's machines, bare SQL", ("firm's workbench",)),
    "公开首页": ("nobody, empty page", "queue, bare SQL", ("public home",)),
    "统计报表": (
        "office, empty page",
        "machines, bare SQL",
        (*(f"report, {name}" for name in REPORTS), *(f"report, {name}, nothing kept" for name in COUNTED)),
    ),
}


def reports(page: Callable[[str], Work]) -> dict[str, Work]:
    """The pages: reports as workers have kept them, where counting takes long, and as they cost without workers."""
    keep_reports()
    pages = {f"report, {name}": page(reverse(place)) for name, place in REPORTS.items()}
    return pages | {
        f"report, {name}, nothing kept": _counted(name, pages[f"report, {name}"]) for name in COUNTED
    }


def _counted(key: str, work: Work) -> Work:
    def run() -> None:
        KeptReport.objects.filter(key=key).delete()
        work()

    return run
