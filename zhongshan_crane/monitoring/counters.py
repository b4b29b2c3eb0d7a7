"""What each process counts of itself. Every metric has labels: without an observation nothing is written."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# A page is meant to take less than 0.5 s, and gunicorn ends what takes 60 s.
REQUEST_SECONDS = Histogram(
    "crane_request_seconds",
    "How long answers took, by the address's name.",
    ["route", "method", "status"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30),
    registry=None,
)
TASK_SECONDS = Histogram(
    "crane_task_seconds",
    "How long tasks took, failed ones included.",
    ["task"],
    buckets=(0.05, 0.25, 1, 5, 15, 60, 120, 300),
    registry=None,
)
TASK_FAILURES = Counter(
    "crane_task_failures",
    "Tasks that ended by an error, a time limit or a lost process.",
    ["task"],
    registry=None,
)
ALL = (REQUEST_SECONDS, TASK_SECONDS, TASK_FAILURES)


def note_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. An address without a name is `none`, a method of nobody's `other`: callers make no series."""
    labels = (route or "none", method if method in _METHODS else "other", f"{status // 100}xx")
    REQUEST_SECONDS.labels(*labels).observe(seconds)


def note_task(*, task: str, seconds: float) -> None:
    """Count one task that has come to its end."""
    TASK_SECONDS.labels(task).observe(seconds)


def note_failure(task: str) -> None:
    """Count one task that failed."""
    TASK_FAILURES.labels(task).inc()
