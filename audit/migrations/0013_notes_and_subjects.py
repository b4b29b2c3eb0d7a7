"""Addresses leave the entries for an erasable side table; entries say what they are about."""

import secrets

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import audit.account_events
import audit.models
from audit.notes import PURPOSE, mark_of
from ground.keys import encrypt, key_mark, lookup_digest
from ground.postgres import on_postgres

# The guards are set anew after migrating, on both databases.
FREE = """
DROP TRIGGER history_is_append_only ON audit_historyentry;
DROP TRIGGER account_events_are_append_only ON audit_accountevent;
DROP TRIGGER city_changes_are_append_only ON audit_citychange;
"""
GUARD = """
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE ON audit_historyentry
    FOR EACH ROW EXECUTE FUNCTION audit_history_is_append_only();
CREATE TRIGGER account_events_are_append_only BEFORE UPDATE OR DELETE ON audit_accountevent
    FOR EACH ROW EXECUTE FUNCTION audit_history_is_append_only();
CREATE TRIGGER city_changes_are_append_only BEFORE UPDATE OR DELETE ON audit_citychange
    FOR EACH ROW EXECUTE FUNCTION audit_history_is_append_only();
"""
ENTRIES = ("HistoryEntry", "AccountEvent", "CityChange")


def move_addresses(apps, schema_editor):
    """One note for each account and address, of the day of their first entry."""
    Note = apps.get_model("audit", "PrivateNote")
    for name in ENTRIES:
        Entry = apps.get_model("audit", name)
        pairs = (
            Entry.objects.exclude(address_note="")
            .values("actor_kind", "actor_id", "address_note")
            .annotate(since=models.Min("at"))
            .order_by()
        )
        for pair in list(pairs):
            words, salt = pair["address_note"], secrets.token_hex(16)
            person = pair["actor_kind"] == "person" and pair["actor_id"].isdecimal()
            mark = mark_of(salt, words, key=settings.AUDIT_KEY)
            Note.objects.create(
                mark=mark,
                kind="address",
                owner_id=int(pair["actor_id"]) if person else None,
                day=timezone.localdate(pair["since"]),
                salt=salt,
                cipher=encrypt(words, purpose=PURPOSE),
                lookup=lookup_digest(words, purpose=PURPOSE),
                key=f"{settings.CRYPTO_PROFILE}.{key_mark(settings.AUDIT_KEY)}",
            )
            Entry.objects.filter(
                actor_kind=pair["actor_kind"], actor_id=pair["actor_id"], address_note=words
            ).update(address_note=mark)


def move_back(apps, schema_editor):
    """Addresses stand in the entries again, as far as they were not erased."""
    from ground.keys import decrypt

    Note = apps.get_model("audit", "PrivateNote")
    for note in Note.objects.filter(kind="address").iterator():
        words = "" if note.erased_at else decrypt(note.cipher, purpose=PURPOSE)
        for name in ENTRIES:
            apps.get_model("audit", name).objects.filter(address_note=note.mark).update(address_note=words)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0012_steps_of_the_login'),
    ]

    operations = [
        on_postgres(FREE, GUARD),
        migrations.CreateModel(
            name='PrivateNote',
            fields=[
                ('mark', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('address', '来源地址'), ('words', '填写的文字')], max_length=10, verbose_name='类别')),
                ('owner_id', models.BigIntegerField(null=True, verbose_name='账号编号')),
                ('day', models.DateField(verbose_name='日期')),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('cipher', models.TextField(blank=True)),
                ('lookup', models.CharField(blank=True, max_length=64)),
                ('key', models.CharField(max_length=16)),
                ('erased_at', models.DateTimeField(null=True, verbose_name='抹除时间')),
            ],
            options={
                'verbose_name': '操作记录的个人信息',
                'verbose_name_plural': '操作记录的个人信息',
            },
        ),
        migrations.RenameField('accountevent', 'address', 'address_note'),
        migrations.RenameField('citychange', 'address', 'address_note'),
        migrations.RenameField('historyentry', 'address', 'address_note'),
        migrations.RunPython(move_addresses, move_back, elidable=False),
        # What follows changes tables whose rows were changed just now, which PostgreSQL asks to be settled first.
        on_postgres("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AlterField('accountevent', 'step', models.CharField(choices=audit.account_events.account_steps, max_length=40, verbose_name='步骤')),
        migrations.AlterField('historyentry', 'step', models.CharField(choices=audit.models.steps, max_length=40, verbose_name='步骤')),
    ]
