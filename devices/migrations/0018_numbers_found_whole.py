from django.db import migrations

from ground.migrating import DropTwinIndex


class Migration(migrations.Migration):
    """Numbers that are taken are looked for whole: one index is enough."""

    atomic = False

    dependencies = [("devices", "0017_register_in_order")]

    operations = [
        DropTwinIndex("registrationnumber", "key"),
    ]
