"""打印: application forms, the summary with one seal, and the receipt, for what a person chose."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import portal_door
from audit.account_events import Subject
from audit.naming import about
from ground.errors import RuleBroken
from ground.glossary import AboutKind
from ground.selecting import picked
from renewals.listings import entry_list
from renewals.models import RenewalApplication
from renewals.printing.choosing import MOST, require_few, require_found
from renewals.printing.receipt import receipt_pdf, receipt_title
from renewals.printing.sheet import forms_pdf, title_of
from renewals.printing.sources import Source, printable, sources_of
from renewals.printing.summary import summary_pdf, summary_title
from renewals.printing.typesetting import pdf_answer

# A list posts its choice, which may be long; booklets are links.
lists_and_links = require_http_methods(["GET", "POST"])
# Forty forms are some eighty pages and take two seconds; more are handed out as booklets.
BOOKLET = 40
TOO_MANY = f"一次最多打印 {MOST} 份，符合条件的换证申请超过 {MOST} 份。请用查询条件缩小范围后再打印。"


@portal_door
@require_GET
@xframe_options_sameorigin
def print_form(request: HttpRequest, reference: str) -> HttpResponse:
    """打印申请表 of one renewal: the frozen submission, or the draft marked 未提交."""
    sources = _one(request, reference)
    return _printed(pdf_answer(forms_pdf(sources), f"{title_of(sources)}.pdf"), sources)


@portal_door
@require_GET
@xframe_options_sameorigin
def print_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """提交回执 of a renewal that was handed in."""
    (source,) = _one(request, reference)
    return _printed(pdf_answer(receipt_pdf(source), f"{receipt_title(source)}.pdf"), [source])


@portal_door
@lists_and_links
@xframe_options_sameorigin
def print_forms(request: HttpRequest) -> HttpResponse:
    """打印申请表 of the chosen renewals in one file; many are offered as booklets."""
    renewals = _chosen(request)
    if len(renewals) > BOOKLET:
        return render(
            request, "renewals/booklets.html", {"booklets": _booklets(renewals), "renewals": renewals}
        )
    sources = sources_of(renewals)
    return _printed(pdf_answer(forms_pdf(sources), f"{title_of(sources)}.pdf"), sources)


@portal_door
@lists_and_links
@xframe_options_sameorigin
def print_summary(request: HttpRequest) -> HttpResponse:
    """打印汇总表 of the chosen renewals."""
    sources = sources_of(_chosen(request))
    return _printed(pdf_answer(summary_pdf(sources), f"{summary_title(sources)}.pdf"), sources)


def _printed(answer: HttpResponse, sources: list[Source]) -> HttpResponse:
    """The print, which tells of these renewals."""
    return about(answer, (Subject(AboutKind.RENEWAL, source.renewal.pk) for source in sources))


def _one(request: HttpRequest, reference: str) -> list[Source]:
    mine = printable(RenewalApplication.objects.visible_to(request.user))
    return sources_of([get_object_or_404(mine, reference=reference)])


def _chosen(request: HttpRequest) -> list[RenewalApplication]:
    """The ticked renewals, or all that the list's filter finds, in the list's order, none voided.

    What is not this firm's, or voided, is not found. RuleBroken where there is nothing or too much.
    """
    params = request.POST if request.method == "POST" else request.GET
    choice = picked(params)
    require_few(choice, what="换证申请")
    listed = entry_list(request.user, params).taken(choice)
    found = list(printable(listed.filter(voided_at__isnull=True))[: MOST + 1])
    if not choice.everything:
        require_found(found, choice)
    elif len(found) > MOST:
        raise RuleBroken("too_many", TOO_MANY)
    elif not found:
        raise RuleBroken("nothing_chosen", "没有可打印的换证申请。请换一个查询条件后再打印。")
    return found


def _booklets(renewals: list[RenewalApplication]) -> list[dict[str, object]]:
    address = reverse("renewals:print_forms")
    return [
        {
            "first": start + 1,
            "last": start + len(part),
            "from": part[0],
            "to": part[-1],
            "url": f"{address}?{urlencode([('pk', renewal.pk) for renewal in part])}",
        }
        for start in range(0, len(renewals), BOOKLET)
        if (part := renewals[start : start + BOOKLET])
    ]
