"""An index for each order of a firm's list of renewals; renewals that are done are found by their new number, too."""

from django.conf import settings
from django.db import migrations, models

from ground.searching import folded


def find_by_the_new_number(apps, schema_editor):
    """Add the number that the province issued to what a search looks through."""
    renewals = apps.get_model("renewals", "RenewalApplication").objects.filter(upload_status="uploaded")
    for renewal in renewals.select_related("device").only("search_text", "device__new_registration_number").iterator():
        number = folded(renewal.device.new_registration_number)
        if number and number not in renewal.search_text:
            renewals.filter(pk=renewal.pk).update(search_text=f"{renewal.search_text} {number}"[:400])


def nothing(apps, schema_editor):
    """The added number harms no older code."""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_credentials'),
        ('devices', '0004_lists_in_every_order'),
        ('renewals', "0003_batch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='renewalapplication',
            index=models.Index(fields=['enterprise', 'reference', 'id'], name='renewal_by_reference'),
        ),
        migrations.AddIndex(
            model_name='renewalapplication',
            index=models.Index(fields=['enterprise', 'old_registration_number', 'id'], name='renewal_by_number'),
        ),
        migrations.AddIndex(
            model_name='renewalapplication',
            index=models.Index(fields=['enterprise', 'model', 'id'], name='renewal_by_model'),
        ),
        migrations.RunPython(find_by_the_new_number, nothing),
    ]
