"""电子证照 in the console: a register to read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.console_permissions import ByPolicy
from certificates import console  # noqa: F401 - registers its page
from certificates.expiry import FILTERS, filtered_by_validity
from certificates.models import CertificateQuerySet, ElectronicCertificate
from devices.models import Device
from ground.searching import matching


class ValidityFilter(admin.SimpleListFilter):
    """证照状态 with the last day: standing, ending soon, over, cancelled."""

    title, parameter_name = "证照状态", "validity"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """The same choices as the firm's list."""
        return list(FILTERS.items())

    def queryset(self, request: HttpRequest, queryset: CertificateQuerySet) -> CertificateQuerySet:
        """Those that the choice names."""
        return filtered_by_validity(queryset, self.value() or "", timezone.localdate())


@admin.register(ElectronicCertificate)
class CertificateAdmin(ByPolicy):
    """电子证照台账, as the province issued them."""

    list_display = (
        "registration_number",
        "machine_model",
        "serial",
        "enterprise",
        "issued_on",
        "valid_until",
        "validity",
    )
    list_filter = (ValidityFilter,)
    list_select_related = ("enterprise", "device")
    search_fields = ("registration_number", "certificate_number")
    search_help_text = "备案号(新旧均可)/ 证照标识 / 规格型号"
    ordering = ("-created_at", "-id")
    fields = (
        "registration_number",
        "number_in_force",
        "certificate_number",
        "device",
        "enterprise",
        "issued_on",
        "valid_until",
        "validity",
        "ended_on",
        "end_reason",
        "issuer",
        "certificate_file",
    )

    @admin.display(description="市网更正后的备案号")
    def number_in_force(self, certificate: ElectronicCertificate) -> str:
        """The machine's number where it differs from the certificate's."""
        return certificate.number_in_force

    @admin.display(description="规格型号")
    def machine_model(self, certificate: ElectronicCertificate) -> str:
        """The machine's model."""
        return certificate.device.model

    @admin.display(description="出厂编号")
    def serial(self, certificate: ElectronicCertificate) -> str:
        """The machine's serial number, which its plate shows too."""
        return certificate.device.factory_number

    @admin.display(description="证照文件")
    def certificate_file(self, certificate: ElectronicCertificate) -> str:
        """The file as the province issued it."""
        address = reverse("certificates:file", args=[certificate.pk])
        return format_html('<a href="{}">查看电子证照</a>', address)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ElectronicCertificate], search_term: str
    ) -> tuple[QuerySet[ElectronicCertificate], bool]:
        """Old and new numbers, models and serials of the machine, or the certificate's own number."""
        words = search_term.strip()
        if not words:
            return queryset, False
        machines = Device.objects.filter(matching(words))
        return queryset.filter(Q(device__in=machines) | Q(certificate_number__icontains=words)), False
