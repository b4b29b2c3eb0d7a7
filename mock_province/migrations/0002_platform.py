"""The one row of conditions."""

from django.db import migrations


def make_row(apps, schema_editor):
    apps.get_model("mock_province", "Platform").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("mock_province", "0001_initial")]
    operations = [migrations.RunPython(make_row, migrations.RunPython.noop)]
