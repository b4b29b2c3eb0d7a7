"""换证申请 in the console: a register to read; steps are taken on the review pages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.console_permissions import ByPolicy
from ground.searching import matching
from renewals import console  # noqa: F401 (registers the office's pages)
from renewals.models import RenewalApplication


@admin.register(RenewalApplication)
class RenewalAdmin(ByPolicy):
    """换证申请台账."""

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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RenewalApplication], search_term: str
    ) -> tuple[QuerySet[RenewalApplication], bool]:
        """Search as people type numbers: without 粤, in lower case, in full width."""
        return (queryset.filter(matching(search_term)) if search_term.strip() else queryset), False
