"""代查看 in the console: beginning it with a reason, and who looked at what."""

from __future__ import annotations

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.acting_listing import acting_list, acting_rows
from accounts.exporting import list_answer
from accounts.models import Enterprise
from accounts.policies import Action, require
from ground.console import add_view
from ground.errors import RuleBroken
from ground.selecting import Picked


class ReasonForm(forms.Form):
    """Why somebody looks; the rules are the service's."""

    reason = forms.CharField(
        label="代查看的原因",
        required=False,
        max_length=acting.MOST,
        help_text="例如：企业来电说找不到“证件换发”按钮。原因和查看过的每一页都会留痕。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": f"最多 {acting.MOST} 字，请精简。"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; POST begins and leads to the firm's workbench."""
    require(request.user, Action.LOOK_AS_FIRM)
    firm = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acting.begin(
                    session=request.session, user=request.user, firm=firm, reason=form.cleaned_data["reason"]
                )
            except RuleBroken as refusal:
                form.add_error(refusal.path or None, refusal.message)
                status = refusal.status
            else:
                return redirect("portal:home")
    context = {"title": "代查看企业门户", "section": "console:acting_records", "firm": firm, "form": form}
    return TemplateResponse(request, "console/acting/begin.html", context, status=status)


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """代查看记录, newest first."""
    require(request.user, Action.LOOK_AS_FIRM)
    listing = acting_list(request.GET)
    page = listing.page()
    context = {"title": "代查看记录", "listing": listing, "page": page, "rows": acting_rows(page.rows)}
    return TemplateResponse(request, "console/acting/records.html", context)


@require_POST
def export_records(request: HttpRequest) -> FileResponse:
    """导出 of what the list's filter finds."""
    require(request.user, Action.LOOK_AS_FIRM)
    everything = Picked(everything=True)
    return list_answer(
        acting_list(request.POST), everything, user=request.user, name="代查看记录", rows_of=acting_rows
    )


add_view("acting/", records, "acting_records")
add_view("acting/export/", export_records, "acting_export")
add_view("acting/<int:pk>/", begin, "acting_begin")
