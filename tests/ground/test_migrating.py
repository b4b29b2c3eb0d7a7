"""Indexes and tables of migrations are there afterwards, and gone again when the migration is taken back."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from ground.migrating import AddIndexGently, AllAtOnce, DropTwinIndex

NAME = "device_tried_gently"


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_and_dropped_outside_of_a_transaction():
    from django.apps import apps

    before = ProjectState.from_apps(apps)
    operation = AddIndexGently("device", models.Index(fields=["model", "id"], name=NAME))
    after = before.clone()
    operation.state_forwards("devices", after)
    for way, there in ((operation.database_forwards, True), (operation.database_backwards, False)):
        states = (before, after) if there else (after, before)
        with connection.schema_editor(atomic=False) as editor:
            way("devices", editor, *states)
        with connection.cursor() as cursor:
            assert (NAME in connection.introspection.get_constraints(cursor, "devices_device")) is there


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has second indexes")
def test_the_second_index_of_a_unique_text_goes_and_comes_back():
    from django.apps import apps

    def there() -> bool:
        with connection.cursor() as cursor:
            names = connection.introspection.get_constraints(cursor, "cases_case")
        return any(name.startswith("cases_case_reference") and name.endswith("_like") for name in names)

    state, operation = ProjectState.from_apps(apps), DropTwinIndex("case", "reference")
    assert there()
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("cases", editor, state, state)
        operation.database_forwards("cases", editor, state, state)  # twice does no harm
    assert not there()
    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("cases", editor, state, state)
    assert there()


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("ground_tried")}


@pytest.mark.django_db(transaction=True)
def test_tables_that_name_one_another_are_made_at_once_with_what_completes_them():
    key = ("id", models.BigAutoField(primary_key=True))
    towards = models.ForeignKey("ground.TriedB", models.CASCADE, null=True)
    operation = AllAtOnce(
        [
            migrations.CreateModel("TriedA", [key, ("name", models.CharField(max_length=20))]),
            migrations.CreateModel(
                "TriedB", [key, ("a", models.ForeignKey("ground.TriedA", models.CASCADE))]
            ),
            migrations.AddField("trieda", "b", towards),
            migrations.AddIndex("trieda", models.Index(fields=["name"], name="tried_by_name")),
        ]
    )
    before, after = ProjectState(), ProjectState()
    operation.state_forwards("ground", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("ground", editor, before, after)
    a, b = (after.apps.get_model("ground", name) for name in ("TriedA", "TriedB"))
    one = a.objects.create(name="甲")
    one.b = b.objects.create(a=one)
    one.save()
    with connection.cursor() as cursor:
        assert "tried_by_name" in connection.introspection.get_constraints(cursor, "ground_trieda")
    a.objects.update(b=None)
    b.objects.all().delete()
    with connection.schema_editor() as editor:
        operation.database_backwards("ground", editor, after, before)
    assert tables() == set()


def test_what_completes_another_table_stands_elsewhere():
    with pytest.raises(TypeError, match="device"):
        AllAtOnce([migrations.AddIndex("device", models.Index(fields=["model"], name="tried"))])
