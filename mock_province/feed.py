"""The feed of registration changes and its cursor."""

import re

from mock_province.envelope import invalid
from mock_province.models import Platform, RegistrationChange, Renewal

DEFAULT_LIMIT, MAX_LIMIT = 100, 500
Page = tuple[list[RegistrationChange], str, bool]


def page(after: str | None, limit: int) -> Page:
    """Up to `limit` items after the cursor, the next cursor, and whether more are there. Raises 40001."""
    start = 0 if after is None else _sequence(after)
    found = list(RegistrationChange.objects.select_related("renewal").filter(id__gt=start)[: limit + 1])
    items = found[:limit]
    return items, _cursor(items[-1].id if items else start), len(found) > limit


def parse_limit(text: str | None) -> int:
    """The page's size. Raises 40001 outside 1 to 500."""
    if text is None:
        return DEFAULT_LIMIT
    limit = int(text) if re.fullmatch("[0-9]{1,3}", text) else 0
    if not 1 <= limit <= MAX_LIMIT:
        raise invalid("limit", f"应为 1 至 {MAX_LIMIT} 的整数")
    return limit


def _cursor(sequence: int) -> str:
    return f"{Platform.present().epoch}-{sequence}"


def _sequence(cursor: str) -> int:
    """Only a cursor of this very database is understood: another one's numbers mean other items."""
    epoch, _, number = cursor.partition("-")
    known = epoch == Platform.present().epoch and re.fullmatch("[0-9]{1,15}", number)
    last = RegistrationChange.objects.order_by("-id").values_list("id", flat=True).first() or 0
    if not known or int(number) > last:
        raise invalid("after", "不认识的游标，请从头读取")
    return int(number)


def announce_issued(renewal: Renewal, registration_no: str) -> None:
    """Tell the cities that this hand-over made a registration. Call it in the transaction that issues."""
    device, owner = renewal.content["device"], renewal.content["owner"]
    RegistrationChange.objects.create(
        renewal=renewal,
        registration_no=registration_no,
        previous_registration_no=device["previousRegistrationNo"],
        owner_name=owner["name"],
        owner_uscc=owner["uscc"],
        owner_region_code=owner["regionCode"],
        category=device["category"],
        model=device["model"],
        serial_no=device["serialNo"],
        manufacturer=device["manufacturer"],
        changed_at=renewal.updated_at,
    )
