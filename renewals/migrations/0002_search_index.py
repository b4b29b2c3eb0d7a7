"""Searches by any part of a number, model or serial stay fast on PostgreSQL."""

from django.db import migrations

from ground.postgres import trigram_index


class Migration(migrations.Migration):
    dependencies = [("renewals", "0001_initial")]

    operations = trigram_index("renewals_search_trgm", "renewals_renewalapplication", "search_text")
