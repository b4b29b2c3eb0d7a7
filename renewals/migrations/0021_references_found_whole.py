from django.db import migrations

from ground.migrating import DropTwinIndex


class Migration(migrations.Migration):
    """References are looked for whole: one index is enough."""

    atomic = False

    dependencies = [("renewals", "0020_indexes_of_figures")]

    operations = [
        DropTwinIndex("renewalapplication", "reference"),
    ]
