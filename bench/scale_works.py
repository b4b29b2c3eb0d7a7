"""What `bench.scale` measures: for each list an empty page, the bare SQL of its rows, and its pages."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, User
from accounts.roles import Role
from audit.models import HistoryEntry
from bench.measuring import Work
from devices.models import Device
from provincial_sync.models import Upload
from renewals.models import RenewalApplication
from renewals.services.claiming import RENEWALS

QUEUE = "FROM renewals_renewalapplication WHERE approval_status = 'pending' AND voided_at IS NULL"
MACHINES = "FROM devices_device WHERE deleted_at IS NULL AND submitted_at IS NOT NULL"
OF_FIRM = (
    "FROM devices_device WHERE deleted_at IS NULL AND intake_status = 'approved' AND enterprise_id = {firm}"
)
RAW = {
    "queue, bare SQL": f"SELECT * {QUEUE} ORDER BY submitted_at, id LIMIT 21",
    "machines, bare SQL": f"SELECT * {MACHINES} ORDER BY created_at DESC, id DESC LIMIT 21",
    "firm's machines, bare SQL": f"SELECT * {OF_FIRM} ORDER BY created_at DESC, id DESC LIMIT 21",
    "history, bare SQL": "SELECT * FROM audit_historyentry ORDER BY at DESC, id DESC LIMIT 21",
    "uploads, bare SQL": "SELECT * FROM provincial_sync_upload ORDER BY created_at DESC, id DESC LIMIT 21",
}
# Group → the empty page and the bare SQL that its pages are compared with, and the pages, the first one page 1.
GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "换证待办": (
        "office, empty page",
        "queue, bare SQL",
        ("queue", "queue, deep", "queue, filtered", "queue, searched by number", "queue, searched by firm"),
    ),
    "设备台账": (
        "office, empty page",
        "machines, bare SQL",
        ("machines", "machines, deep", "machines, filtered", "machines, searched"),
    ),
    "备案设备信息管理": (
        "firm, empty page",
        "firm's machines, bare SQL",
        ("firm's machines", "firm's machines, deep", "firm's machines, searched"),
    ),
    "任务历史": (
        "office, empty page",
        "history, bare SQL",
        ("history", "history, deep", "history, filtered", "history, searched", "history of a firm"),
    ),
    "上传任务": (
        "office, empty page",
        "uploads, bare SQL",
        ("uploads", "uploads, deep", "uploads, filtered", "uploads, searched"),
    ),
    "审核工作台": ("office, empty page", "queue, bare SQL", ("workbench",)),
}


def works_of() -> dict[str, Work]:
    """All works on the database that is in use now."""
    reviewer = User.objects.filter(role=Role.REVIEWER).earliest("pk")
    manager = _manager_of_a_usual_firm()
    office, admin, firm = _client(reviewer), _client(_admin()), _client(manager)
    queue, history, uploads, machines = (
        reverse(f"console:{name}")
        for name in ("renewal_queue", "task_history", "uploads", "devices_device_changelist")
    )
    number = RENEWALS.waiting(reviewer).earliest("pk").old_registration_number
    waiting = Enterprise.objects.filter(renewals__in=RENEWALS.waiting(reviewer).order_by("pk")[:1]).get()
    own = Device.objects.visible_to(manager).registered()
    register = reverse("renewals:registered")
    empty = reverse("accounts:password_change")

    def page(client: Client, address: str, **asked: str) -> Work:
        return lambda: _get(client, address, asked)

    return {
        "office, empty page": page(office, empty),
        "firm, empty page": page(firm, empty),
        **{name: _sql(sql.format(firm=manager.enterprise_id)) for name, sql in RAW.items()},
        "queue": page(office, queue),
        "queue, deep": page(office, queue, after=_middle(RENEWALS.waiting(reviewer), "submitted_at")),
        "queue, filtered": page(office, queue, category="material_hoist", round="2"),
        "queue, searched by number": page(office, queue, q=number),
        "queue, searched by firm": page(office, queue, q=waiting.name),
        "machines": page(office, machines),
        "machines, deep": page(office, machines, p="49"),
        "machines, filtered": page(office, machines, certificate_status="home_renewal"),
        "machines, searched": page(office, machines, q=number),
        "firm's machines": page(firm, register),
        "firm's machines, deep": page(firm, register, after=_middle(own, "-created_at")),
        "firm's machines, searched": page(firm, register, q=own.earliest("pk").old_registration_number),
        "history": page(office, history),
        "history, deep": page(office, history, after=_middle(HistoryEntry.objects.all(), "-at")),
        "history, filtered": page(office, history, step="province_returned"),
        "history, searched": page(office, history, q=number),
        "history of a firm": page(office, history, firm=waiting.name),
        "uploads": page(admin, uploads),
        "uploads, deep": page(admin, uploads, after=_middle(Upload.objects.all(), "-created_at")),
        "uploads, filtered": page(admin, uploads, state="failed"),
        "uploads, searched": page(admin, uploads, q=Upload.objects.earliest("pk").client_ref),
        "workbench": page(office, reverse("console:index")),
    }


def _manager_of_a_usual_firm() -> User:
    """Of a firm with the usual number of machines, which is the same at every size."""
    sizes = RenewalApplication.objects.filter(enterprise__region_code="442000").order_by()
    grouped = sizes.values_list("enterprise").annotate(number=Count("pk")).order_by("number", "enterprise")
    usual = [firm for firm, number in grouped if number >= 40]
    return User.objects.get(enterprise_id=usual[0])


def _admin() -> User:
    found = {"role": Role.ADMINISTRATOR, "duty_system": True}
    return User.objects.get_or_create(username="bench-admin", defaults=found)[0]


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _get(client: Client, address: str, asked: dict[str, str]) -> None:
    answer = client.get(address, asked)
    assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101 - a refusal is fast


def _sql(text: str) -> Work:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text)
            cursor.fetchall()

    return run


def _middle(rows: QuerySet[Any], order: str) -> str:
    """The place in the middle of a list, as its pages write it into the address."""
    by, sign = order.removeprefix("-"), "-" if order.startswith("-") else ""
    row = rows.order_by(order, f"{sign}id")[rows.count() // 2]
    return base64.urlsafe_b64encode(json.dumps([getattr(row, by).isoformat(), row.pk]).encode()).decode()
