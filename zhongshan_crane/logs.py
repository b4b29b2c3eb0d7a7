"""Log lines: one JSON object per event, from structlog and from the standard library alike."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog

from ground.request_context import current_request_id


def _with_request_id(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Put the id of the request or task at work into the line."""
    if request_id := current_request_id():
        event.setdefault("request_id", request_id)
    return event


# What PostgreSQL adds to an error below its first line: DETAIL: Key (phone)=(…), LINE 1: … WHERE x = '…'; up to the end
# of that error, in a traceback or in a repr. Then what stands in the first line itself.
_VALUES = re.compile(
    r"(?:\n|\\n)(?:DETAIL|LINE \d+|CONTEXT|QUERY|WHERE): .*?(?=\n\n(?:The above exception|During handling)|\Z)",
    re.DOTALL,
)
_WRONG_INPUT = re.compile(r"((?:invalid input (?:syntax|value)|out of range) for [^:\n]{1,60}: )[^\n]*")


def without_values(text: str) -> str:
    """A database's error without the values of rows that it names, which may be a person's."""
    return _WRONG_INPUT.sub(r"\1(…)", _VALUES.sub(" (values left out)", text))


def _without_values(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """No line repeats what a database's error says of a row."""
    return {name: without_values(said) if isinstance(said, str) else said for name, said in event.items()}


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    _with_request_id,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.format_exc_info,
    _without_values,
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
