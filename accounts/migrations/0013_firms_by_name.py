"""Firms are found by any part of their name: the index fits what Django asks, which is UPPER(name)."""

from django.db import migrations

from ground.postgres import trigram_index


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_external_identity")]

    operations = trigram_index("enterprises_name_trgm", "accounts_enterprise", "UPPER(name)")
