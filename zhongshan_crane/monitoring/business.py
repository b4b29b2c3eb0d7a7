"""The figures of the business, from the database: no query's cost grows with what is finished.

Counts stop at CEILING, ages are the first row of an index, windows are one hour. Nothing names a person, a firm or a machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, QuerySet, Subquery
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from audit import figures as record
from audit.models import HistoryEntry
from devices.models import Device
from documents.models import Scan, StoredFile
from ground.counting import counted
from ground.steps import Step
from inbox.outbox import Delivery
from inbox.webhooks.models import WebhookDelivery
from inbox.words import DeliveryState
from matters.models import Matter
from provincial_sync import figures, in_flight
from provincial_sync.condition import AWAY, WELL, condition
from provincial_sync.models import (
    ChangeState,
    Discrepancy,
    FeedPosition,
    RegistrationChange,
    Upload,
    UploadState,
)
from renewals.models import RenewalApplication
from zhongshan_crane.backups.manifest import latest_age
from zhongshan_crane.monitoring import surroundings

CEILING = 10_000  # "so many or more"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
DECISIONS = {
    Step.INTAKE_APPROVED: ("intake", "accepted"),
    Step.INTAKE_REJECTED: ("intake", "refused"),
    Step.RENEWAL_FIRST_ACCEPTED: ("renewal", "first_accepted"),
    Step.RENEWAL_ACCEPTED: ("renewal", "accepted"),
    Step.RENEWAL_REJECTED: ("renewal", "refused"),
    Step.ACCEPTANCE_REVOKED: ("renewal", "revoked"),
    Step.PROVINCE_RETURNED: ("renewal", "returned_by_province"),
    Step.MATTER_ACCEPTED: ("matter", "accepted"),
    Step.MATTER_REJECTED: ("matter", "refused"),
    Step.OFFICE_ACCEPTED: ("matter", "accepted_of_office"),
    Step.OFFICE_DISMISSED: ("matter", "refused_of_office"),
}
Gauges = Iterator[GaugeMetricFamily]


class Figures(Collector):
    """The gauges; without a database what does not need one, and crane_database_up 0."""

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand: the figures are read when they are asked for."""
        return ()

    def collect(self) -> Gauges:
        """What waits, what was decided, the exchange, the record, the surroundings."""
        now = timezone.now()
        try:
            found = [*_queues(now), *_decisions(now), *_exchange(now), *_record(), *surroundings.database()]
        except DatabaseError:
            found = []
        yield gauge("crane_database_up", "1 while the database answers.", bool(found))
        yield from found
        yield from surroundings.broker()
        if (backup := latest_age(now)) is not None:
            yield gauge("crane_backup_age_seconds", "Since the newest backup was begun.", backup)


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    """One figure without labels."""
    return GaugeMetricFamily(name, text, value=float(value))


def by(label: str, name: str, text: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    """One figure for each value of a label."""
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def _queues(now: dt.datetime) -> Gauges:
    """How many wait for whom, by one query; and since when the oldest of each queue waits."""
    queues = _waiting(now)
    uploads = {f"uploads {state}": Upload.objects.filter(state=state) for state in UploadState.values}
    old = {
        f"old {state}": Upload.objects.filter(state=state, created_at__lt=now - DAY)
        for state in figures.OPEN_STATES
    }
    people = {
        "failed": Upload.objects.filter(state=UploadState.FAILED, handled_at__isnull=True),
        "changes": RegistrationChange.objects.filter(state=ChangeState.PENDING),
        "discrepancies": Discrepancy.objects.open(),
    }
    rows: dict[str, QuerySet[Any]] = {what: waiting for what, (waiting, _) in queues.items()}
    rows |= uploads | old | people | {"scan": StoredFile.objects.filter(scan=Scan.WAITING)}
    # One row to hang the counts on, which is there as soon as there are tables.
    one_row = MigrationRecorder(connection).migration_qs.filter(app="contenttypes", name="0001_initial")
    numbers = counted(one_row, rows, cap=CEILING)
    yield by("queue", "crane_waiting", "What waits, at most 10000.", {what: numbers[what] for what in queues})
    yield by(
        "queue",
        "crane_oldest_waiting_seconds",
        "How long the oldest of the queue waits; 0 where none does.",
        _ages(one_row, queues, now),
    )
    states = {state: numbers[f"uploads {state}"] for state in UploadState.values}
    yield by("state", "crane_uploads", "Uploads by state, at most 10000 each.", states)
    over_day = {str(state): numbers[f"old {state}"] for state in figures.OPEN_STATES}
    yield by("state", "crane_uploads_over_day", "Unfinished ones that are older than a day.", over_day)
    to_do = {what: numbers[what] for what in people}
    yield by("what", "crane_waiting_for_people", "What a person must do.", to_do)
    yield gauge("crane_files_waiting_for_scan", "Files that wait to be looked through.", numbers["scan"])


def _waiting(now: dt.datetime) -> dict[str, tuple[QuerySet[Any], str]]:
    """Each queue: its rows and the moment since when one waits."""
    return {
        "intake": (Device.objects.awaiting_intake_review(), "submitted_at"),
        "renewal": (RenewalApplication.objects.awaiting_review(), "submitted_at"),
        "matter": (Matter.objects.awaiting_review(), "submitted_at"),
        "upload": (Upload.objects.filter(state=UploadState.WAITING, due_at__lte=now), "due_at"),
        "delivery": (Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now), "due_at"),
        "push": (WebhookDelivery.objects.of_running().filter(due_at__lte=now), "due_at"),
    }


def _ages(
    one_row: QuerySet[Any], queues: Mapping[str, tuple[QuerySet[Any], str]], now: dt.datetime
) -> dict[str, float]:
    """Queue → seconds since which its first waits; one query, each part the first row of an index."""
    firsts = {
        f"first_{what}": Subquery(rows.order_by(by).values(by)[:1]) for what, (rows, by) in queues.items()
    }
    since = one_row.annotate(**firsts).values(*firsts)[0]
    return {
        what: (now - moment).total_seconds() if (moment := since[f"first_{what}"]) else 0.0 for what in queues
    }


def _decisions(now: dt.datetime) -> Gauges:
    """What was decided in the last hour, from the history."""
    rows = HistoryEntry.objects.filter(step__in=list(DECISIONS), at__gte=now - HOUR)
    counts = dict(rows.order_by().values_list("step").annotate(Count("pk")))
    family = GaugeMetricFamily(
        "crane_decisions_last_hour", "Decisions of the last hour.", labels=["what", "outcome"]
    )
    for step, labels in DECISIONS.items():
        family.add_metric(labels, counts.get(step, 0))
    yield family


def _exchange(now: dt.datetime) -> Gauges:
    """Throughput, failures, requests, the province and its feed."""
    sent = Upload.objects.filter(sent_at__gte=now - HOUR).count()
    issued = Upload.objects.filter(finished_at__gte=now - HOUR, state=UploadState.ISSUED).count()
    yield by(
        "what", "crane_uploads_last_hour", "Done in the last hour.", {"handed_over": sent, "issued": issued}
    )
    errors = GaugeMetricFamily("crane_upload_failures", "Uploads in trouble.", labels=["class", "code"])
    for error in figures.error_classes():
        errors.add_metric([str(error.kind), error.code], error.count)
    yield errors
    calls = figures.calls(now)
    outcomes: dict[str, float] = {"good": calls.total - calls.bad, "bad": calls.bad}
    yield by("outcome", "crane_province_calls_last_hour", "Requests to the province.", outcomes)
    yield gauge("crane_province_calls_in_flight", "Requests under way.", in_flight.under_way(now))
    state = condition(now).kind
    yield gauge("crane_province_well", "1 while nothing is wrong.", state == WELL)
    yield gauge("crane_province_breaker_open", "1 while nobody calls but a probe.", state == AWAY)
    feed = FeedPosition.objects.filter(pk=1).first()
    if feed and feed.read_at:
        age = (now - feed.read_at).total_seconds()
        yield gauge("crane_feed_age_seconds", "Since the feed was last read.", age)


def _record() -> Gauges:
    yield gauge("crane_audit_unsealed", "Rows of the record that wait to be sealed.", record.unsealed())
    yield gauge("crane_audit_broken", "What the last verification of the record found.", record.broken())
