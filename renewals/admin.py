"""换证申请 in the console: a register to read; steps are taken on the review pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.city_data import CityDataAdmin
from accounts.console_permissions import ByPolicy
from accounts.policies import Action
from devices.expiring import HEAVY
from ground.glossary import AboutKind
from ground.searching import matching
from renewals import console  # noqa: F401 (registers the office's pages)
from renewals.console.opinion_forms import OpinionForm, path_words
from renewals.models import OpinionTemplate, RenewalApplication
from renewals.services.opinions import FIELDS, add_opinion, keep_opinion, remove_opinion


@admin.register(RenewalApplication)
class RenewalAdmin(ByPolicy):
    """换证申请台账."""

    record_kind = AboutKind.RENEWAL
    list_display = (
        "reference",
        "old_registration_number",
        "model",
        "enterprise",
        "round",
        "approval_status",
        "upload_status",
        "submitted_at",
    )
    list_filter = ("approval_status", "upload_status")
    list_select_related = ("enterprise",)
    search_fields = ("search_text",)
    search_help_text = "受理编号 / 备案号 / 规格型号 / 出厂编号"
    ordering = ("-created_at", "-id")
    fields = (
        "reference",
        "enterprise",
        "old_registration_number",
        "model",
        "factory_number",
        "approval_status",
        "upload_status",
        "round",
        "returned_count",
        "submitted_at",
        "due_on",
        "decided_at",
        "completed_at",
        "voided_at",
        "void_reason",
        "whole_case",
    )

    @admin.display(description="申请内容")
    def whole_case(self, renewal: RenewalApplication) -> str:
        """The page with old and new values, papers and history."""
        address = reverse("console:renewal_review", args=[renewal.reference])
        return format_html('<a href="{}">查看资料比对、附件和任务历史</a>', address)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RenewalApplication]:
        """Without what only the page of one case shows."""
        return super().get_queryset(request).defer(*HEAVY)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RenewalApplication], search_term: str
    ) -> tuple[QuerySet[RenewalApplication], bool]:
        """Search as people type numbers: without 粤, in lower case, in full width."""
        return (queryset.filter(matching(search_term)) if search_term.strip() else queryset), False


@admin.register(OpinionTemplate)
class OpinionTemplateAdmin(CityDataAdmin):
    """意见模板: worded, ordered, switched on and off; what the system uses is shown and stays."""

    views = changes = Action.KEEP_OPINIONS
    deletable = True
    kind, preview_template = "opinion", "console/_opinion_preview.html"
    form = OpinionForm
    list_display = ("code", "text", "order", "state")
    list_filter = ("is_on",)
    search_fields = ("code", "text")
    search_help_text = "编号 / 意见内容"
    fields = ("code", "text", "path", "kind", "grounds", "order", "is_on", "seen")
    change_form_template = "admin/renewals/opiniontemplate/change_form.html"

    @admin.display(description="状态", ordering="is_on")
    def state(self, template: OpinionTemplate) -> str:
        """启用, 停用, or 系统使用."""
        if template.is_system:
            return "系统使用"
        return "启用" if template.is_on else "停用"

    def get_queryset(self, request: HttpRequest) -> QuerySet[OpinionTemplate]:
        """Those not removed."""
        return super().get_queryset(request).filter(removed_at__isnull=True)

    def get_fields(self, request: HttpRequest, obj: OpinionTemplate | None = None) -> Any:
        """Who only reads it is asked for no revision."""
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else [f for f in fields if f != "seen"]

    def has_change_permission(self, request: HttpRequest, obj: OpinionTemplate | None = None) -> bool:
        """What the system uses is read only."""
        return super().has_change_permission(request) and not (obj and obj.is_system)

    def has_delete_permission(self, request: HttpRequest, obj: OpinionTemplate | None = None) -> bool:
        """What the system uses and 其他 stay."""
        return super().has_delete_permission(request) and (obj is None or obj.is_removable)

    def save_model(self, request: HttpRequest, obj: OpinionTemplate, form: OpinionForm, change: bool) -> None:
        """Keep the text and what stood there before."""
        if not change:
            add_opinion(user=request.user, template=obj)
            return
        given = {name: form.cleaned_data[name] for name in FIELDS}
        keep_opinion(template_id=obj.pk, revision=form.cleaned_data["seen"], user=request.user, given=given)

    def delete_model(self, request: HttpRequest, obj: OpinionTemplate) -> None:
        """Take it out of the list; its row stays for the figures."""
        remove_opinion(template_id=obj.pk, user=request.user)

    def subject_of(self, row: OpinionTemplate) -> str:
        """By its code, which is never given again."""
        return f"opinion:{row.code}"

    def preview_of(self, form: OpinionForm) -> dict[str, Any]:
        """The field that it leads to, in words."""
        return {"field": path_words(form.instance.path)}
