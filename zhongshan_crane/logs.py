"""Log lines: one JSON object per event, from structlog and from the standard library alike."""

from __future__ import annotations

import logging
from typing import Any

import structlog

from ground.request_context import current_request_id


def _with_request_id(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Put the id of the request or task at work into the line."""
    if request_id := current_request_id():
        event.setdefault("request_id", request_id)
    return event


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    _with_request_id,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.format_exc_info,
]


def json_formatter() -> logging.Formatter:
    """Return the formatter that LOGGING names; also points structlog at the standard library."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
