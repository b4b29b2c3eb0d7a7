"""What `bench.scale` measures: for each list an empty page, the bare SQL of its rows, and its pages."""

from __future__ import annotations

import base64
import json
from itertools import count
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import Count, QuerySet
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, User
from accounts.roles import Role
from api.keys import make_key
from api.models import ApiKey
from api.scopes import Scope
from audit.models import HistoryEntry
from bench import scale_homes
from bench.measuring import Work
from devices.models import Device
from ground.keyset import place_of
from provincial_sync.models import Upload
from renewals.models import RenewalApplication
from renewals.services.claiming import RENEWALS

QUEUE = "FROM renewals_renewalapplication WHERE approval_status = 'pending' AND voided_at IS NULL"
MACHINES = "FROM devices_device WHERE deleted_at IS NULL AND submitted_at IS NOT NULL"
OF_FIRM = (
    "FROM devices_device WHERE deleted_at IS NULL AND intake_status = 'approved' AND enterprise_id = {firm}"
)
OF_NAMED = (
    "AND enterprise_id IN (SELECT id FROM accounts_enterprise WHERE UPPER(name) LIKE UPPER('%{named}%'))"
)
RAW = {
    "queue, bare SQL": f"SELECT * {QUEUE} ORDER BY submitted_at, id LIMIT 21",
    "machines, bare SQL": f"SELECT * {MACHINES} ORDER BY created_at DESC, id DESC LIMIT 21",
    "firm's machines, bare SQL": f"SELECT * {OF_FIRM} ORDER BY created_at DESC, id DESC LIMIT 21",
    "history, bare SQL": "SELECT * FROM audit_historyentry ORDER BY at DESC, id DESC LIMIT 21",
    "interface, bare SQL": f"SELECT * {MACHINES} ORDER BY created_at DESC, id DESC LIMIT 101",
    "queue, filtered, bare SQL": f"SELECT * {QUEUE} AND category = 'material_hoist' AND round = 2 ORDER BY submitted_at, id LIMIT 21",
    "queue by firm, bare SQL": f"SELECT * {QUEUE} {OF_NAMED} ORDER BY submitted_at, id LIMIT 21",
    "history of a firm, bare SQL": "SELECT * FROM audit_historyentry WHERE enterprise_id = {waiting} ORDER BY at DESC, id DESC LIMIT 21",
    "uploads, bare SQL": "SELECT * FROM provincial_sync_upload ORDER BY created_at DESC, id DESC LIMIT 21",
}
# Group → the empty page and the bare SQL that its pages are compared with, and the pages, the first one page 1.
GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "换证待办": (
        "office, empty page",
        "queue, bare SQL",
        (
            "queue",
            "queue, nothing kept",
            "queue, deep",
            "queue, searched by number",
        ),
    ),
    "换证待办，按企业查找": ("office, empty page", "queue by firm, bare SQL", ("queue, searched by firm",)),
    "换证待办，按类别和次数": ("office, empty page", "queue, filtered, bare SQL", ("queue, filtered",)),
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
        ("history", "history, deep", "history, filtered", "history, searched"),
    ),
    "任务历史，按企业": ("office, empty page", "history of a firm, bare SQL", ("history of a firm",)),
    "上传任务": (
        "office, empty page",
        "uploads, bare SQL",
        ("uploads", "uploads, deep", "uploads, filtered", "uploads, searched"),
    ),
    "开放接口": ("office, empty page", "interface, bare SQL", ("interface", "interface, deep")),
    "审核工作台": ("office, empty page", "queue, bare SQL", ("workbench",)),
    **scale_homes.GROUPS,
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
        **{
            name: _sql(sql.format(firm=manager.enterprise_id, waiting=waiting.pk, named=waiting.name))
            for name, sql in RAW.items()
        },
        "queue": page(office, queue),
        "queue, nothing kept": _as_first(page(office, queue)),
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
        **_interface(),
        "workbench": page(office, reverse("console:index")),
        "nobody, empty page": page(Client(), reverse("accounts:login")),
        "firm's workbench": page(firm, reverse("portal:home")),
        "public home": page(Client(), reverse("home")),
        **scale_homes.reports(lambda address: page(office, address)),
    }


def _interface() -> dict[str, Work]:
    """The whole register by cursor, 100 at a time with an office's key: first page and middle."""
    found = {"role": Role.ADMINISTRATOR, "duty_system": True, "duty_security": True}
    keeper = User.objects.get_or_create(username="bench-keeper", defaults=found)[0]
    ApiKey.objects.filter(made_by_id=keeper.pk).delete()
    key = make_key(user=keeper, name="测速", scopes=[Scope.DEVICES_READ], days=1)[1]
    client = Client(headers={"Authorization": f"Bearer {key}"})
    rows = Device.objects.visible_to(keeper).registered().order_by("-created_at", "-id")
    middle = place_of(rows[rows.count() // 2], "created_at")

    def page(**asked: str) -> Work:
        return lambda: _get(client, "/api/v1/devices/", {"limit": "100", **asked})

    return {"interface": page(), "interface, deep": page(cursor=middle)}


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


def _as_first(work: Work) -> Work:
    """The same as it costs once in MENU_COUNTS_SECONDS: nothing that pages keep is there."""
    number = count()

    def run() -> None:
        caches["default"].key_prefix += f"-{next(number)}"  # `using` puts it back
        work()

    return run


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
