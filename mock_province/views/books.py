"""The platform's books, newest first, page by page."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mock_province import conditions
from mock_province.models import Certificate, LedgerEntry, RegistrationChange, Renewal, Status, StoredFile
from mock_province.progress import settle_all_due

SHOWN, SHOWN_OF_EACH = 50, 10
_place = RawSQL("mock_province_storedfile.rowid", ())  # the order in which SQLite got them
BOOKS: dict[str, tuple[str, Any, str]] = {
    "renewals": ("换证件", Renewal.objects.select_related("certificate"), "id"),
    "certificates": ("电子证照", Certificate.objects.select_related("renewal"), "renewal_id"),
    "registrations": ("备案信息变动", RegistrationChange.objects.order_by("-id"), "id"),
    "files": ("附件", StoredFile.objects.annotate(place=_place).order_by("-place"), "place"),
    "ledger": ("接口流水", LedgerEntry.objects.all(), "id"),
}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Counts, the conditions that differ from the usual, and the newest of each book."""
    settle_all_due()
    counts = dict(Renewal.objects.order_by().values_list("status").annotate(Count("id")))
    page = {
        "counts": [(status.label, counts.get(status.value, 0)) for status in Status],
        "books": [_book(name, rows(name)[:SHOWN_OF_EACH]) for name in BOOKS],
        "conditions": conditions.in_words(),
        "decision_seconds": settings.DECISION_SECONDS,
    }
    return render(request, "mock_province/overview.html", page)


@require_safe
def book(request: HttpRequest, name: str) -> HttpResponse:
    """One book; `before` is the key behind which it goes on."""
    settle_all_due()
    key, before = BOOKS[name][2], request.GET.get("before", "")
    found = rows(name)
    if before.isascii() and before.isdigit() and len(before) < 16:
        found = found.filter(**{f"{key}__lt": int(before)})
    shown = list(found[: SHOWN + 1])
    more = getattr(shown[SHOWN - 1], key) if len(shown) > SHOWN else None
    return render(request, "mock_province/book.html", {"book": _book(name, shown[:SHOWN]), "more": more})


def rows(name: str) -> QuerySet[Model]:
    """The rows of a book, newest first."""
    return BOOKS[name][1].all()


def _book(name: str, shown: Any) -> dict[str, Any]:
    return {"name": name, "title": BOOKS[name][0], "rows": shown, "template": f"mock_province/_{name}.html"}
