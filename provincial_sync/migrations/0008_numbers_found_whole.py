from django.db import migrations

from ground.migrating import DropTwinIndex


class Migration(migrations.Migration):
    """Each round of questions moves its uploads in every index; their numbers are looked for whole."""

    atomic = False

    dependencies = [("provincial_sync", "0007_words_beside_the_seal")]

    operations = [
        DropTwinIndex("upload", "client_ref"),
        DropTwinIndex("upload", "acceptance_number"),
    ]
