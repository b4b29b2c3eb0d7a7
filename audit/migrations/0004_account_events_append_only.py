"""PostgreSQL itself refuses to change or remove what happened to accounts."""

from django.db import migrations

from ground.postgres import on_postgres

REFUSE = """
CREATE TRIGGER account_events_are_append_only BEFORE UPDATE OR DELETE ON audit_accountevent
    FOR EACH ROW EXECUTE FUNCTION audit_history_is_append_only();
"""
ALLOW = "DROP TRIGGER account_events_are_append_only ON audit_accountevent;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_account_events")]

    operations = [on_postgres(REFUSE, ALLOW)]
