"""Searches by any part of a number, model or serial stay fast on PostgreSQL."""

from django.db import migrations

from ground.postgres import trigram_index


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_initial")]

    operations = trigram_index("devices_search_trgm", "devices_device", "search_text")
