"""The head that sealers lock stands from the beginning."""

from django.db import migrations


def make_head(apps, schema_editor):
    apps.get_model("audit", "SealHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0016_steps_by_verb'),
    ]

    operations = [migrations.RunPython(make_head, migrations.RunPython.noop)]
