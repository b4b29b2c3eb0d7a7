"""An index for each order of a firm's list of certificates."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_credentials'),
        ('certificates', "0001_initial"),
        ('devices', '0003_same_maker'),
        ('documents', '0002_former_papers'),
        ('renewals', '0003_batch'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='electroniccertificate',
            index=models.Index(fields=['enterprise', 'registration_number', 'id'], name='certificate_by_number'),
        ),
        migrations.AddIndex(
            model_name='electroniccertificate',
            index=models.Index(fields=['enterprise', 'issued_on', 'id'], name='certificate_by_day'),
        ),
    ]
