"""Every migration from here on can run while people work and the release before still runs."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now

from ground.migrating import AddIndexGently, DropTwinIndex
from tests.architecture.migration_rules import GROWING, faults

# The last of each app that was written before there was any installation to keep at work; an app that is not named has none.
BEFORE_THE_RULES = {
    "accounts": "0015_no_names_in_the_admin_log",
    "api": "0001_initial",
    "audit": "0017_the_chain_s_head",
    "cases": "0003_encrypt_rows",
    "certificates": "0004_archive_packages",
    "desk": "0001_initial",
    "devices": "0014_lists_at_scale",
    "documents": "0006_address_as_a_note",
    "inbox": "0007_account_safety",
    "matters": "0003_cases_on_the_desk",
    "provincial_sync": "0006_digests_of_bodies",
    "renewals": "0015_lists_at_scale",
    "reports": "0003_weekly_bulletins",
}
# (app, migration) → why what the rules refuse does no harm there: a small table, a column that nobody has read since …
ALLOWED: dict[tuple[str, str], str] = {}


def ours() -> set[str]:
    return {
        config.label
        for config in apps.get_app_configs()
        if not config.name.startswith(("django", "rest_", "drf_"))
    }


def test_no_migration_holds_people_up_or_breaks_the_release_before():
    loader = MigrationLoader(None)
    found = {}
    for (app, name), migration in loader.disk_migrations.items():
        later = app in ours() and name > BEFORE_THE_RULES.get(app, "") and not migration.initial
        if later and (app, name) not in ALLOWED:
            before = loader.project_state((app, name), at_end=False)
            found |= {f"{app} {name}": told} if (told := list(faults(migration, before))) else {}
    assert found == {}, (
        "docs/operations.md, Upgrades, says how; ALLOWED takes what does no harm, with its reason"
    )


def test_what_is_allowed_exists_and_has_its_reason():
    known = MigrationLoader(None).disk_migrations
    assert [key for key, reason in ALLOWED.items() if key not in known or len(reason) < 20] == []
    assert [item for item in BEFORE_THE_RULES.items() if item not in known] == []


def test_every_growing_table_is_one():
    assert {model._meta.label_lower for model in apps.get_models()} >= GROWING


def state() -> ProjectState:
    before = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("model", models.CharField(max_length=20, null=True)),
    ]
    migrations.CreateModel("Device", fields).state_forwards("devices", before)
    migrations.CreateModel("CityRule", fields).state_forwards("devices", before)
    return before


def told(*operations, atomic: bool = True) -> list[str]:
    migration = migrations.Migration("0099_tried", "devices")
    migration.operations, migration.atomic = list(operations), atomic
    return [fault.split(": ", 1)[1] for fault in faults(migration, state())]


INDEX = models.Index(fields=["model"], name="device_by_model_tried")
CHECK = models.CheckConstraint(name="tried", condition=models.Q(id__gt=0))
TEXT = {"max_length": 20}
REFUSED = {
    "a column without a value for the release before": migrations.AddField("cityrule", "a", models.CharField(default="", **TEXT)),
    "a default that is an expression": migrations.AddField("device", "a", models.DateTimeField(db_default=Now())),
    "an index on a new column": migrations.AddField("device", "a", models.CharField(null=True, db_index=True, **TEXT)),
    "a foreign key": migrations.AddField("device", "a", models.ForeignKey("devices.CityRule", models.PROTECT, null=True)),
    "a generated column": migrations.AddField(
        "device", "a", models.GeneratedField(expression=models.F("model"), output_field=models.CharField(**TEXT), db_persist=True)
    ),
    "an index": migrations.AddIndex("device", INDEX),
    "an index in a transaction": AddIndexGently("device", INDEX),
    "an index that goes in a transaction": DropTwinIndex("device", "model"),
    "a constraint": migrations.AddConstraint("device", CHECK),
    "NOT NULL": migrations.AlterField("device", "model", models.CharField(**TEXT)),
    "another type": migrations.AlterField("device", "model", models.TextField(null=True)),
    "a column that goes": migrations.RemoveField("cityrule", "model"),
    "a column with another name": migrations.RenameField("cityrule", "model", "kind"),
    "a table that goes": migrations.DeleteModel("CityRule"),
    "data in one transaction": migrations.RunPython(migrations.RunPython.noop),
}  # fmt: skip


@pytest.mark.parametrize("operation", REFUSED.values(), ids=REFUSED.keys())
def test_it_finds(operation):
    assert len(told(operation)) >= 1


def test_it_lets_pass_what_does_no_harm():
    assert told(
        migrations.AddField("device", "a", models.CharField(null=True, **TEXT)),
        migrations.AddField("device", "b", models.CharField(db_default="", default="", **TEXT)),
        migrations.AlterField("device", "model", models.CharField("型号", null=True, choices=[("a", "b")], **TEXT)),
        migrations.AddIndex("cityrule", INDEX),
        migrations.CreateModel("Another", [("id", models.BigAutoField(primary_key=True))]),
    ) == []  # fmt: skip
    assert (
        told(
            AddIndexGently("device", INDEX),
            DropTwinIndex("device", "model"),
            migrations.RunPython(migrations.RunPython.noop),
            atomic=False,
        )
        == []
    )
