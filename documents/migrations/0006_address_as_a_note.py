"""The address from which an infected file came moves to the erasable side table, like all addresses of the record."""

import secrets
from typing import Any

from django.conf import settings
from django.db import migrations, models

from audit.notes import PURPOSE, NoteKind, mark_of
from ground.keys import encrypt, key_mark, lookup_digest


def move(apps: Any, _editor: Any) -> None:
    found, notes = apps.get_model("documents", "QuarantinedFile"), apps.get_model("audit", "PrivateNote")
    for row in found.objects.exclude(address="").iterator():
        salt = secrets.token_hex(16)
        mark = mark_of(salt, row.address, key=settings.AUDIT_KEY)
        notes.objects.create(
            mark=mark,
            kind=NoteKind.ADDRESS,
            owner_id=row.person_id,
            day=row.found_at.date(),
            salt=salt,
            cipher=encrypt(row.address, purpose=PURPOSE),
            lookup=lookup_digest(row.address, purpose=PURPOSE),
            key=f"{settings.CRYPTO_PROFILE}.{key_mark(settings.AUDIT_KEY)}",
        )
        found.objects.filter(pk=row.pk).update(address_note=mark)


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_files_are_looked_through"), ("audit", "0017_the_chain_s_head")]

    operations = [
        migrations.AddField(
            "quarantinedfile", "address_note", models.CharField("来源地址", blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField("quarantinedfile", "address"),
    ]
