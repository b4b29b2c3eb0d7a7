"""A request's bytes as JSON."""

import json
from typing import Any

from mock_province.envelope import ContractError, invalid
from mock_province.field_rules import Check


def parse(raw: bytes, shape: Check) -> dict[str, Any]:
    """The body as an object of that shape. Raises 40001 with everything that is wrong."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise invalid("body", "不是有效的 JSON(UTF-8)") from None
    errors = [{"field": field, "reason": reason} for field, reason in shape(value, "")]
    if errors:
        first = "；".join(f"{error['field']} {error['reason']}" for error in errors[:5])
        message = f"有 {len(errors)} 处缺少或不正确：{first}"
        raise ContractError(40001, message, {"errors": errors})
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
