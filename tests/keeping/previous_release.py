"""The database of the release before, as a file of rows: written from a demonstration, filled into an empty database.

`python -m tests.keeping.previous_release write` at each release, on a database that `seed_demo` has filled, renews
`previous_release.json.xz`, which names the release's migrations itself. `check` is what the test runs.
"""

from __future__ import annotations

import json
import lzma
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.core.serializers.json import DjangoJSONEncoder  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.models.fields.generated import GeneratedField  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.encoding import is_protected_type  # noqa: E402

KEPT = Path(__file__).with_suffix(".json.xz")
PAGES = {
    "enterprise": "/ /portal/ /portal/devices/ /portal/devices/unapproved/ /portal/renewals/ /portal/history/ "
    "/portal/certificates/ /portal/messages/ /portal/matters/ /portal/enterprise/",
    "manager": "/portal/people/ /portal/batches/",
    "reviewer": "/console/ /console/renewals/queue/ /console/intake/queue/ /console/history/ /console/matters/queue/",
    "admin": "/console/accounts/user/ /console/accounts/enterprise/ /console/devices/device/ /console/uploads/ "
    "/console/catalogue/ /console/province/",
    "head": "/console/reports/ /console/reports/renewals/",
}


def write() -> None:
    """Keep every row, and the last migration of each app."""
    executor = MigrationExecutor(connection)
    apps = executor.loader.project_state(executor.loader.graph.leaf_nodes()).apps
    rows = {model._meta.label: _rows_of(model) for model in _models_of(apps)}
    release = {
        "leaves": sorted(executor.loader.graph.leaf_nodes()),
        "rows": {k: v for k, v in rows.items() if v},
    }
    KEPT.write_bytes(lzma.compress(json.dumps(release, ensure_ascii=False, cls=DjangoJSONEncoder).encode()))
    sys.stdout.write(f"{sum(map(len, rows.values()))} rows, {KEPT.stat().st_size} bytes\n")


def check() -> None:
    """Make that database, migrate it to the present, and look: nothing is lost, and pages are answered."""
    release = json.loads(lzma.decompress(KEPT.read_bytes()))
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False  # as they were, one by one
    executor.loader.build_graph()
    apps = executor.migrate([tuple(leaf) for leaf in release["leaves"]]).apps
    with transaction.atomic():
        _fill(apps, release["rows"])
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", check_unapplied=True, verbosity=0)
    from django.apps import apps as present

    for label in ("devices.Device", "renewals.RenewalApplication", "accounts.User", "audit.HistoryEntry"):
        assert present.get_model(label)._base_manager.count() == len(release["rows"][label][1:]), label
    answers = {
        f"{name} {page}": _status(name, page) for name, pages in PAGES.items() for page in pages.split()
    }
    assert set(answers.values()) == {200}, answers
    sys.stdout.write(f"{len(answers)} pages answered\n")


def _models_of(apps: Any) -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _fields_of(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, GeneratedField)]


def _rows_of(model: type[models.Model]) -> list[list[Any]]:
    fields = _fields_of(model)
    rows = model._base_manager.order_by("pk").iterator()
    names = [field.attname for field in fields]
    return (
        [names, *([_plain(field, row) for field in fields] for row in rows)]
        if model._base_manager.exists()
        else []
    )


def _plain(field: models.Field, row: models.Model) -> Any:
    value = field.value_from_object(row)
    plain = is_protected_type(value) or isinstance(field, models.JSONField)
    return value if plain else field.value_to_string(row)


def _fill(apps: Any, rows: dict[str, list[list[Any]]]) -> None:
    filled = [apps.get_model(label) for label in rows]
    for model in filled:
        names, *values = rows[model._meta.label]
        fields = {field.attname: field for field in _fields_of(model)}
        model._base_manager.all().delete()
        model._base_manager.bulk_create(
            model(**{name: _typed(fields[name], value) for name, value in zip(names, row, strict=True)})
            for row in values
        )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)


def _typed(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def _status(name: str, page: str) -> int:
    from accounts.models import User

    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(username=name))
    return browser.get(page, follow=True).status_code


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]]()
