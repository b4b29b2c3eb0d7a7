"""设备 in the console: a register to read; steps are taken on the review pages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.console_permissions import ByPolicy
from accounts.towns import offer_towns, town_name
from devices import catalogue_pages, console, rule_pages  # noqa: F401 (register the office's pages)
from devices.aging import verdict_of, with_verdict
from devices.catalogue import built_in
from devices.expiring import HEAVY, SEALED
from devices.imports import console as imports_console  # noqa: F401 (registers 台账导入)
from devices.models import Device
from ground.glossary import AboutKind, AgeVerdict
from ground.searching import matching

offer_towns((town.code, town.name) for town in built_in().townships)


class AgeFilter(admin.SimpleListFilter):
    """评估年限, by the kept days."""

    title, parameter_name = "评估年限", "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """The same choices as the firm's list."""
        return AgeVerdict.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Device]) -> QuerySet[Device]:
        """Those that the choice names."""
        verdict = self.value()
        known = verdict in AgeVerdict.values
        return queryset.filter(with_verdict(timezone.localdate())[AgeVerdict(verdict)]) if known else queryset


@admin.register(Device)
class DeviceAdmin(ByPolicy):
    """设备台账; a supervisor sees the machines of the own town."""

    record_kind = AboutKind.DEVICE
    list_display = (
        "number",
        "model",
        "category_name",
        "factory_number",
        "enterprise",
        "intake_status",
        "certificate_status",
        "manufacture_date",
        "age",
    )
    list_display_links = ("number", "model")
    list_columns = (
        "age_limit_on",
        "age_near_from",
        "assessed_until",
        "catalogue_version",
        "category",
        "certificate_status",
        "enterprise__name",
        "factory_number",
        "intake_status",
        "manufacture_date",
        "model",
        "new_registration_number",
        "old_registration_number",
    )
    list_filter = ("intake_status", "certificate_status", AgeFilter)
    list_select_related = ("enterprise",)
    search_fields = ("search_text",)
    search_help_text = "备案号(新旧均可)/ 规格型号 / 出厂编号 / 企业自编号"
    ordering = ("-created_at", "-id")
    fields = (
        "old_registration_number",
        "new_registration_number",
        "category_name",
        "sub_type_name",
        "model",
        "factory_number",
        "manufacturer",
        "manufacture_date",
        "enterprise",
        "internal_number",
        "storage_place",
        "intake_status",
        "certificate_status",
        "submitted_at",
        "approved_at",
        "refusal_reason",
        "whole_record",
    )

    @admin.display(description="备案号", empty_value="未入库")
    def number(self, device: Device) -> str:
        """The number in force."""
        return device.registration_number

    @admin.display(description="评估年限")
    def age(self, device: Device) -> str:
        """What the age rules say today."""
        return verdict_of(device, timezone.localdate()).label

    @admin.display(description="设备类别")
    def category_name(self, device: Device) -> str:
        """The category's official name."""
        return device.category_label

    @admin.display(description="子型")
    def sub_type_name(self, device: Device) -> str:
        """The sub type's official name."""
        return device.sub_type_label

    @admin.display(description="存放镇街")
    def storage_place(self, device: Device) -> str:
        """The township's name, or the place elsewhere as it was chosen."""
        return town_name(device.storage_town)

    @admin.display(description="全部资料")
    def whole_record(self, device: Device) -> str:
        """The page with all fields, parameters and papers."""
        return format_html(
            '<a href="{}">查看全部参数和附件</a>', reverse("console:intake_review", args=[device.pk])
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Device]:
        """Without what only the page of one machine shows."""
        of_firm = (f"enterprise__{name}" for name in SEALED)
        return super().get_queryset(request).defer(*HEAVY, *SEALED, *of_firm)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Device], search_term: str
    ) -> tuple[QuerySet[Device], bool]:
        """Search as people type numbers: without 粤, in lower case, in full width."""
        return (queryset.filter(matching(search_term)) if search_term.strip() else queryset), False
