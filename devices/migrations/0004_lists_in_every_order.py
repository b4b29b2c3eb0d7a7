"""The number in force as a column, and an index for each order of a firm's list of machines."""

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_credentials'),
        ('devices', "0003_same_maker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='device',
            name='number_in_force',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('new_registration_number', models.Value('')), 'old_registration_number'), output_field=models.CharField(max_length=64, verbose_name='备案号')),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(fields=['enterprise', 'number_in_force', 'id'], name='device_by_number'),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(fields=['enterprise', 'model', 'id'], name='device_by_model'),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(fields=['enterprise', 'factory_number', 'id'], name='device_by_serial'),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(fields=['enterprise', 'manufacture_date', 'id'], name='device_by_age'),
        ),
    ]
