"""GET /registrations."""

from typing import Any

from mock_province import feed, mishaps, representation
from mock_province.gate import Call
from mock_province.progress import settle_all_due


def list_registrations(call: Call) -> tuple[int, dict[str, Any]]:
    """One page of the feed, after bringing the books up to date. Raises 40001 for a limit or cursor."""
    asked = call.request.GET
    limit = feed.parse_limit(asked.get("limit"))
    settle_all_due()
    items, cursor, more = feed.page(asked.get("after"), limit)
    told = mishaps.repeated([representation.change(item) for item in items], call.platform)
    return 200, {"items": told, "cursor": cursor, "more": more}
