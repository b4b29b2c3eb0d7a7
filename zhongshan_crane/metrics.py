"""/metrics: the exchange's figures as Prometheus text, for the token's holder or this machine itself alone."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from audit import figures as record
from documents.models import Scan, StoredFile
from provincial_sync import figures, in_flight
from provincial_sync.condition import AWAY, WELL, condition
from provincial_sync.models import FeedPosition
from zhongshan_crane.backups.manifest import latest_age


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of now; somebody else gets 403 and learns nothing."""
    if not _may_read(request):
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Figures(Collector):
    """Each figure costs one query; nothing here names a person, a firm or a machine."""

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand: the figures are read when they are asked for."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges in the order of the exchange: uploads, requests, the province, the feed, people."""
        now = timezone.now()
        uploads = GaugeMetricFamily("crane_uploads", "Uploads not at their end.", labels=["state"])
        old = GaugeMetricFamily("crane_uploads_over_day", "The same, older than a day.", labels=["state"])
        for row in figures.backlog(now):
            uploads.add_metric([str(row.state)], row.total)
            old.add_metric([str(row.state)], row.over_day)
        yield from (uploads, old)
        yield _gauge(
            "crane_upload_oldest_waiting_seconds",
            "How long the oldest due upload waits.",
            figures.oldest_waiting(now).total_seconds(),
        )
        done = GaugeMetricFamily("crane_uploads_last_hour", "Done in the last hour.", labels=["what"])
        throughput = figures.throughput(now)
        done.add_metric(["handed_over"], throughput.handed_hour)
        done.add_metric(["issued"], throughput.issued_hour)
        yield done
        errors = GaugeMetricFamily("crane_upload_failures", "Uploads in trouble.", labels=["class", "code"])
        for error in figures.error_classes():
            errors.add_metric([str(error.kind), error.code], error.count)
        yield errors
        calls = figures.calls(now)
        requests = GaugeMetricFamily("crane_province_calls_last_hour", "Requests.", labels=["outcome"])
        requests.add_metric(["good"], calls.total - calls.bad)
        requests.add_metric(["bad"], calls.bad)
        yield requests
        yield _gauge("crane_province_calls_in_flight", "Requests under way.", in_flight.under_way(now))
        state = condition(now).kind
        yield _gauge("crane_province_well", "1 while nothing is wrong.", state == WELL)
        yield _gauge("crane_province_breaker_open", "1 while nobody calls but a probe.", state == AWAY)
        yield from _feed()
        people = GaugeMetricFamily("crane_waiting_for_people", "What a person must do.", labels=["what"])
        for what, number in figures.waiting_for_people().items():
            people.add_metric([what], number)
        yield people
        waiting = StoredFile.objects.filter(scan=Scan.WAITING).count()
        yield _gauge("crane_files_waiting_for_scan", "Files that wait to be looked through.", waiting)
        if (backup := latest_age(now)) is not None:
            yield _gauge("crane_backup_age_seconds", "Since the newest backup was begun.", backup)
        yield _gauge("crane_audit_unsealed", "Rows of the record that wait to be sealed.", record.unsealed())
        yield _gauge("crane_audit_broken", "What the last verification of the record found.", record.broken())


def _feed() -> Iterator[GaugeMetricFamily]:
    feed = FeedPosition.objects.filter(pk=1).first()
    if feed and feed.read_at:
        age = (timezone.now() - feed.read_at).total_seconds()
        yield _gauge("crane_feed_age_seconds", "Since the feed was last read.", age)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=float(value))


def _may_read(request: HttpRequest) -> bool:
    """By the token where one is set; else from this machine itself, no proxy in between."""
    if token := settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        return hmac.compare_digest(sent, token.encode())
    return "X-Forwarded-For" not in request.headers and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
