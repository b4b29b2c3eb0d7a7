"""PostgreSQL itself refuses to change or remove history."""

from django.db import migrations

from ground.postgres import on_postgres

REFUSE = """
CREATE FUNCTION audit_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only';
END $$;
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE ON audit_historyentry
    FOR EACH ROW EXECUTE FUNCTION audit_history_is_append_only();
"""
ALLOW = """
DROP TRIGGER history_is_append_only ON audit_historyentry;
DROP FUNCTION audit_history_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [on_postgres(REFUSE, ALLOW)]
