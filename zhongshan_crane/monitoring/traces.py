"""Traces to an OpenTelemetry collector where OTEL_EXPORTER_OTLP_ENDPOINT names one: times and names, no contents.

The package's own variables (OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER …) hold, too.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

_NEEDED = (
    "opentelemetry.sdk",
    "opentelemetry.exporter.otlp.proto.http",
    "opentelemetry.instrumentation.django",
    "opentelemetry.instrumentation.celery",
    "opentelemetry.instrumentation.httpx",
)
# What of a span may leave: nothing with an address, a query, a header, an argument or a person.
KEPT = frozenset(
    {
        "http.method", "http.request.method", "http.route", "http.status_code", "http.response.status_code",
        "http.scheme", "url.scheme", "error.type", "exception.type", "server.port",
        "celery.action", "celery.state", "celery.task_name", "messaging.operation", "messaging.destination",
    }
)  # fmt: skip


def is_installed() -> bool:
    """Whether all packages are there."""
    try:
        return all(importlib.util.find_spec(name) for name in _NEEDED)
    except ModuleNotFoundError:
        return False


def begin() -> None:
    """Trace requests, tasks and calls to the province from here on; nothing without the setting or the packages."""
    if not (settings.OTEL_EXPORTER_OTLP_ENDPOINT and is_installed()):
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    class Exporter(OTLPSpanExporter):
        """Sends each span without what must not leave."""

        def export(self, spans: Sequence[ReadableSpan]) -> Any:
            """Send what is left of them."""
            return super().export([_slim(span) for span in spans])

    def _slim(span: ReadableSpan) -> ReadableSpan:
        return ReadableSpan(
            name=span.name,
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=kept(span.attributes or {}),
            kind=span.kind,
            status=type(span.status)(span.status.status_code),  # its description is an exception's message
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )

    provider = TracerProvider(resource=Resource.create({"service.name": "zhongshan-crane"}))
    provider.add_span_processor(BatchSpanProcessor(Exporter()))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument()
    CeleryInstrumentor().instrument()
    HTTPXClientInstrumentor().instrument()


def kept(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Those attributes that may leave."""
    return {name: value for name, value in attributes.items() if name in KEPT}
