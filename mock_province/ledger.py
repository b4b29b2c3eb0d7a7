"""The ledger: what was asked, what was committed, what was answered. It only ever grows."""

from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from mock_province.models import LedgerEntry

Kind = LedgerEntry.Kind
request_at_work: ContextVar[str] = ContextVar("request_at_work", default="")


def asked(request: HttpRequest, body_sm3: str) -> None:
    """One request as it came in, before anybody judged it."""
    head = request.headers
    facts = {
        "nonce": head.get("X-Nonce", "")[:128],
        "timestamp": head.get("X-Timestamp", "")[:20],
        "callerRequestId": head.get("X-Request-Id", "")[:64],
        "bodySm3": body_sm3,
    }
    _write(Kind.ASKED, f"{request.method} {request.path}", facts)


def committed(what: str, **facts: Any) -> None:
    """A change of the books. Call it in the transaction that makes the change."""
    _write(Kind.COMMITTED, what, facts)


def answered(request: HttpRequest, **facts: Any) -> None:
    """What was sent back, or what became of it on the way."""
    _write(Kind.ANSWERED, f"{request.method} {request.path}", facts)


def page(after: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """Up to `limit` entries behind that one, oldest first, and whether more are there."""
    found = list(LedgerEntry.objects.filter(id__gt=after).order_by("id")[: limit + 1])
    return [_shown(entry) for entry in found[:limit]], len(found) > limit


def _shown(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.timestamp(),
        "requestId": entry.request_id,
        "kind": entry.kind,
        "what": entry.what,
        "facts": entry.facts,
    }


def _write(kind: Kind, what: str, facts: dict[str, Any]) -> None:
    LedgerEntry.objects.create(
        at=timezone.now(), request_id=request_at_work.get(), kind=kind, what=what[:220], facts=facts
    )
