"""The control address, outside the contract: conditions, ledger and feed for those who test a city against it."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from mock_province import clock, conditions, elsewhere, ledger

LARGEST_PAGE = 2000


@require_http_methods(["GET", "PUT", "PATCH"])
def conditions_in_force(request: HttpRequest) -> JsonResponse:
    """GET tells them; PUT sets what is given and lifts the rest; PATCH leaves the rest as it is."""
    if request.method != "GET":
        try:
            form = conditions.change(_given(request), keep=request.method == "PATCH")
        except ValueError as fault:
            return _told({"error": str(fault)}, 400)
        if not form.is_valid():
            return _told({"errors": form.errors.get_json_data()}, 422)
        form.save()
    return _told(conditions.present())


@require_safe
def ledger_page(request: HttpRequest) -> JsonResponse:
    """Entries behind `after`, oldest first."""
    try:
        after = int(request.GET.get("after", "0"))
        limit = min(max(int(request.GET.get("limit", "500")), 1), LARGEST_PAGE)
    except ValueError:
        return _told({"error": "after 和 limit 应为整数"}, 400)
    entries, more = ledger.page(after, limit)
    return _told({"entries": entries, "more": more})


@require_http_methods(["POST"])
def registrations(request: HttpRequest) -> JsonResponse:
    """Append `count` changes of owners elsewhere by `seed`."""
    try:
        given = _given(request)
        count, seed = int(given.get("count", 100)), int(given.get("seed", 1))
    except (ValueError, TypeError):
        return _told({"error": "count 和 seed 应为整数"}, 400)
    if not 1 <= count <= 10_000:
        return _told({"error": "count 应在 1 至 10000 之间"}, 422)
    return _told({"announced": len(elsewhere.announce(count, seed, clock.now()))})


def _given(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the body. Raises ValueError; a page of another site cannot send this kind of body."""
    if request.content_type != "application/json":
        raise ValueError("内容应为 application/json")
    given = json.loads(request.body)
    if not isinstance(given, dict):
        raise ValueError("内容应为 JSON 对象")
    return given


def _told(data: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
