from django.db import migrations, models

from ground.migrating import AddIndexGently


class Migration(migrations.Migration):
    """The register in the order that its list shows."""

    atomic = False

    dependencies = [("devices", "0016_indexes_of_figures")]

    operations = [
        AddIndexGently(
            model_name="device",
            index=models.Index(
                fields=["-created_at", "-id"],
                name="device_register",
                condition=models.Q(("deleted_at__isnull", True), ("submitted_at__isnull", False)),
            ),
        ),
    ]
