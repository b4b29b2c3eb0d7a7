"""Encrypt the personal data that stand in plain, some hundred rows at a time."""

from django.db import migrations

from ground.encrypting import decrypt_rows, encrypt_rows

COLUMNS = {
    "accounts_enterprise": {"contact_name": "name", "contact_phone": "phone"},
    "accounts_user": {"full_name": "name", "phone": "phone", "email": "mailbox"},
}


def encrypt(apps, schema_editor):
    for table, columns in COLUMNS.items():
        encrypt_rows(table, columns, using=schema_editor.connection.alias)


def decrypt(apps, schema_editor):
    for table, columns in COLUMNS.items():
        decrypt_rows(table, columns, using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    atomic = False  # each piece of rows is a transaction of its own, and what is done is not done twice

    dependencies = [("accounts", "0008_personal_data_encrypted")]

    operations = [migrations.RunPython(encrypt, decrypt)]
