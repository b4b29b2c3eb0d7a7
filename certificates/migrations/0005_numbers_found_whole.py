from django.db import migrations

from ground.migrating import DropTwinIndex


class Migration(migrations.Migration):
    """Certificates are looked for by their whole number: one index is enough."""

    atomic = False

    dependencies = [("certificates", "0004_archive_packages")]

    operations = [
        DropTwinIndex("electroniccertificate", "certificate_number"),
    ]
