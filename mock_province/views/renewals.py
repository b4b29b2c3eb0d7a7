"""POST /renewals, POST /renewals/status-queries, GET /renewals/by-client-ref/{clientRef}."""

from typing import Any

from mock_province import body, clock, mishaps, representation
from mock_province.envelope import ContractError, invalid
from mock_province.field_rules import items, record, text
from mock_province.gate import Call
from mock_province.intake import take_in
from mock_province.models import Renewal
from mock_province.progress import settle
from mock_province.renewal_shape import renewal as renewal_shape

MAX_BATCH = 100
query_shape = record({"acceptanceNos": items(text(most=64))})


def submit_renewal(call: Call) -> tuple[int, dict[str, Any]]:
    """202 for a new hand-over, 200 for a repeated one."""
    content = body.parse(call.body, renewal_shape)
    refs = [content["clientRef"], content.get("supersedes")]
    settle(Renewal.objects.filter(client_ref__in=refs))
    renewal, new = take_in(content, call.body_sm3, clock.now())
    return 202 if new else 200, representation.receipt(renewal)


def query_statuses(call: Call) -> tuple[int, dict[str, Any]]:
    """The present statuses, in the order asked; numbers that are not in the books under `unknown`."""
    numbers = _batch(body.parse(call.body, query_shape)["acceptanceNos"])
    asked = Renewal.objects.filter(acceptance_no__in=numbers).select_related("certificate", "supersedes")
    settle(asked.order_by("id"))
    found = {renewal.acceptance_no: renewal for renewal in asked.all()}
    items = [representation.status(found[number]) for number in numbers if number in found]
    return 200, {
        "items": mishaps.disturbed(items, call.platform),
        "unknown": [number for number in numbers if number not in found],
    }


def _batch(numbers: list[str]) -> list[str]:
    if len(numbers) > MAX_BATCH:
        raise ContractError(40003, f"一次最多查询 {MAX_BATCH} 件")
    if not numbers:
        raise invalid("acceptanceNos", "至少要有一个受理号")
    if len(set(numbers)) < len(numbers):
        raise invalid("acceptanceNos", "受理号有重复")
    return numbers


def find_by_client_ref(call: Call, client_ref: str) -> tuple[int, dict[str, Any]]:
    """The receipt of that hand-over. Raises 40401."""
    mine = Renewal.objects.filter(client_ref=client_ref)
    settle(mine)
    renewal = mine.all().first()
    if renewal is None:
        raise ContractError(40401, "没有这个 clientRef 的件")
    return 200, representation.receipt(renewal)
