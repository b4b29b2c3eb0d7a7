"""服务评价 for the office: the list with its totals, and 回访与整改 of a 差评."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import Action, may, require
from ground.console import Tile, counts_for
from ground.errors import RuleBroken
from ground.glossary import Satisfaction
from ground.keyset import keyset_page
from renewals.models import ServiceRating
from renewals.models.ratings import RatingQuerySet
from renewals.services.rating import LONGEST, TOO_LONG, answer_rating

WAITING = "waiting"


class AnswerForm(forms.Form):
    """What was said to the firm, and what changes."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    callback = forms.CharField(
        label="回访情况",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text="何时、以何种方式联系，企业怎么说。企业可以看到。",
        error_messages={"max_length": TOO_LONG},
    )
    improvement = forms.CharField(
        label="整改措施",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text="属实的，写明如何整改；不属实的，可不填。企业可以看到。",
        error_messages={"max_length": TOO_LONG},
    )


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """The ratings, newest first; `level` is one of the levels, or `waiting`: 差评 without an answer."""
    require(request.user, Action.VIEW_REGISTER)
    visible = ServiceRating.objects.visible_to(request.user)
    chosen = request.GET.get("level", "")
    listed = _of_level(visible, chosen).select_related("renewal__device", "enterprise")
    context = {
        "title": "服务评价",
        "page": keyset_page(listed, params=request.GET),
        "totals": _totals(visible),
        "levels": Satisfaction,
        "chosen": chosen,
        "waiting": WAITING,
    }
    return TemplateResponse(request, "console/ratings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """One rating; who may answers a 差评 here."""
    require(request.user, Action.VIEW_REGISTER)
    visible = ServiceRating.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("renewal__device", "enterprise"), pk=pk)
    if request.method != "POST":
        return _page(request, found, AnswerForm(initial={"revision": found.revision}))
    require(request.user, Action.ANSWER_RATINGS)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        answer_rating(rating_id=pk, user=request.user, **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _page(request, found, form, status=refusal.status)
    messages.success(request, "已保存回访情况，并已通知企业。")
    return redirect("console:rating", pk=pk)


def rating_tiles(request: HttpRequest) -> Iterator[Tile]:
    """差评待回访, for those who answer."""
    if may(request.user, Action.ANSWER_RATINGS):
        count = counts_for(request)["console:ratings"]
        yield Tile("差评待回访", count, f"/console/ratings/?level={WAITING}", tone="bad" if count else "")


def rating_counts(request: HttpRequest) -> dict[str, RatingQuerySet]:
    """The 差评 that wait for an answer, for the sidebar."""
    if not may(request.user, Action.VIEW_REGISTER):
        return {}
    return {"console:ratings": ServiceRating.objects.unanswered().visible_to(request.user)}


def _of_level(visible: RatingQuerySet, chosen: str) -> RatingQuerySet:
    if chosen == WAITING:
        return visible.unanswered()
    return visible.filter(level=chosen) if chosen in Satisfaction.values else visible


def _totals(visible: RatingQuerySet) -> list[tuple[Satisfaction, int]]:
    counts = dict(visible.order_by().values_list("level").annotate(Count("pk")))
    return [(level, counts.get(level, 0)) for level in Satisfaction]


def _page(request: HttpRequest, found: ServiceRating, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    answers = found.is_low and not found.answered_at and may(request.user, Action.ANSWER_RATINGS)
    context = {
        "title": "服务评价",
        "section": "console:ratings",
        "rating": found,
        "renewal": found.renewal,
        "form": form,
        "answers": answers or bool(form.errors),
    }
    return TemplateResponse(request, "console/rating.html", context, status=status)
