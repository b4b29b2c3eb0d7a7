"""办理日历 in the console: the effect is shown before anything is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.city_changes import latest_changes
from accounts.policies import Action, require
from ground.errors import RuleBroken
from renewals.models import ReviewDay
from renewals.services.calendar import keep_day, moved_by

WAYS: dict[str, bool | None] = {"works": True, "off": False, "state": None}
SHOWN = 20  # moved deadlines that the page names
BACK = dt.timedelta(days=60)
YEARS = 3  # a day further away is a slip of the finger


class DayForm(forms.Form):
    """One day and how the office keeps it."""

    day = forms.DateField(
        label="日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择日期。", "invalid": "日期有误，请重新选择。"},
    )
    way = forms.ChoiceField(
        label="安排",
        choices=[("works", "上班"), ("off", "休息"), ("state", "恢复为国家统一安排")],
        error_messages={"required": "请选择安排。", "invalid_choice": "请选择安排。"},
    )
    note = forms.CharField(
        label="依据或原因",
        max_length=100,
        required=False,
        error_messages={"max_length": "依据或原因最多 100 字，请精简。"},
    )

    def clean_day(self) -> dt.date:
        """A day near enough to matter."""
        day: dt.date = self.cleaned_data["day"]
        if abs((day - timezone.localdate()).days) > YEARS * 366:
            raise forms.ValidationError(f"请选择前后 {YEARS} 年以内的日期。")
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def review_calendar(request: HttpRequest) -> HttpResponse:
    """Show the days and the effect of a change, or keep it where that very day's effect was shown (`step=keep`)."""
    require(request.user, Action.KEEP_CITY_DATA)
    if request.method != "POST":
        return _page(request, DayForm())
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    day, works = form.cleaned_data["day"], WAYS[form.cleaned_data["way"]]
    shown = f"{day:%Y-%m-%d} {form.cleaned_data['way']}"
    if request.POST.get("step") != "keep" or request.POST.get("shown") != shown:
        moved = moved_by(day=day, works=works)
        return _page(request, form, moved=moved[:SHOWN], count=len(moved), shown=shown)
    try:
        count = keep_day(user=request.user, day=day, works=works, note=form.cleaned_data["note"])
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        moved = moved_by(day=day, works=works)
        more = {"moved": moved[:SHOWN], "count": len(moved), "shown": shown}
        return _page(request, form, status=refusal.status, **more)
    messages.success(request, f"{day:%Y-%m-%d} 的安排已保存，{count} 件待办的办理期限已相应调整。")
    return HttpResponseRedirect(reverse("console:review_calendar"))


def _page(request: HttpRequest, form: DayForm, *, status: int = 200, **more: Any) -> HttpResponse:
    since = timezone.localdate() - BACK
    days = ReviewDay.objects.filter(day__gte=since).select_related("kept_by").order_by("day")[:200]
    changes = latest_changes("calendar")
    context = {"title": "办理日历", "form": form, "days": days, "changes": changes, **more}
    return TemplateResponse(request, "console/review_calendar.html", context, status=status)
