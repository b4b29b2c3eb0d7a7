"""JSON bytes in one form for one value, Decimals as exact JSON numbers: no float touches a value."""

from __future__ import annotations

import json
from decimal import Decimal
from json.encoder import encode_basestring  # what json.dumps writes of a text, without its way there
from typing import Any


def exact_json(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8. Raises TypeError for what JSON does not have, floats among it."""
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(str(key))}:{_text(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    raise TypeError(f"{type(value).__name__} has no exact JSON form")
