"""The same tables behind Django's stock admin and the REST framework's numbered pages, in a process of its own.

`python -m bench.stock` reads from its input the name of a page, shows it, and writes how many queries it took; an empty
line ends it. It is a process because such a project has other templates, middleware and addresses than ours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.stock_settings"
    import django

    django.setup()

from django.contrib import admin
from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.serializers import ModelSerializer

from devices.models import Device
from renewals.models import RenewalApplication

SIZE = 100


class Open(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whoever is there may read; the rest is the framework's."""

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Everybody."""
        return True

    has_module_permission = has_view_permission


class Devices(Open):
    """The register as the tutorial would show it; the order has an index."""

    list_display = ("old_registration_number", "category", "model", "factory_number", "enterprise")
    list_display += ("intake_status", "certificate_status", "manufacture_date")  # type: ignore[assignment]
    list_filter = ("intake_status", "certificate_status", "category")
    list_select_related = ("enterprise",)
    search_fields = ("old_registration_number", "new_registration_number", "model", "factory_number")
    ordering = ("-created_at", "-id")


class Renewals(Open):
    """The renewals, the oldest first, as a reviewer would narrow them to those that wait."""

    list_display = ("reference", "old_registration_number", "model", "enterprise", "round", "submitted_at")
    list_display += ("due_on", "warnings", "claimed_by")  # type: ignore[assignment]
    list_filter = ("approval_status", "upload_status", "category")
    list_select_related = ("enterprise", "claimed_by")
    search_fields = ("reference", "old_registration_number", "model", "factory_number", "enterprise__name")
    ordering = ("submitted_at", "id")


class DeviceFields(ModelSerializer):  # type: ignore[type-arg]
    """The same fields as the interface's list."""

    class Meta:
        model = Device
        fields = (
            "id",
            "old_registration_number",
            "new_registration_number",
            "category",
            "model",
            "factory_number",
            "manufacturer",
            "manufacture_date",
            "internal_number",
            "storage_town",
            "intake_status",
            "certificate_status",
            "revision",
            "created_at",
            "updated_at",
        )


class Numbered(PageNumberPagination):
    """As the framework's documentation shows it."""

    page_size = SIZE


class DeviceList(ListAPIView):  # type: ignore[type-arg]
    """All machines by a column without an index of its own: the framework makes indexes of keys alone."""

    queryset = Device.objects.order_by("-updated_at", "-id")
    serializer_class, pagination_class = DeviceFields, Numbered
    authentication_classes: tuple[Any, ...] = ()
    permission_classes: tuple[Any, ...] = ()
    throttle_classes: tuple[Any, ...] = ()


class Site(admin.AdminSite):
    """The framework's own site."""

    def has_permission(self, request: Any) -> bool:
        """Everybody."""
        return True


site = Site()
site.register(Device, Devices)
site.register(RenewalApplication, Renewals)
urlpatterns = [path("admin/", site.urls), path("api/devices/", DeviceList.as_view())]


def main() -> None:
    """Show pages as they are asked for."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from accounts.roles import Role

    client = Client()
    client.force_login(User.objects.filter(role=Role.REVIEWER).earliest("pk"))
    pages = _pages(client)
    for name in iter(lambda: sys.stdin.readline().strip(), ""):
        with CaptureQueriesContext(connection) as caught:
            answer = pages[name]()
        assert answer.status_code == 200, (name, answer.status_code)  # noqa: S101 - a refusal is fast
        sys.stdout.write(f"{len(caught)}\n")
        sys.stdout.flush()


def _pages(client: Any) -> dict[str, Callable[[], Any]]:
    devices, renewals = "/admin/devices/device/", "/admin/renewals/renewalapplication/"
    number = RenewalApplication.objects.awaiting_review().earliest("pk").old_registration_number
    middle = max(2, Device.objects.count() // SIZE // 2)

    def page(address: str, **asked: Any) -> Callable[[], Any]:
        return lambda: client.get(address, asked)

    return {
        "queue": page(renewals, approval_status__exact="pending"),
        "machines": page(devices),
        "machines, searched": page(devices, q=number),
        "machines, deep": page(devices, p=middle),
        "interface": page("/api/devices/", page=1),
        "interface, deep": page("/api/devices/", page=middle),
    }


if __name__ == "__main__":
    main()
