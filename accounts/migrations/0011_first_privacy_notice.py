"""The text with which a city begins."""

from pathlib import Path

from django.db import migrations

from ground.digests import sm3_hex

TEXT = Path(__file__).resolve().parent.parent / "privacy" / "notice.txt"


def publish(apps, schema_editor):
    notices = apps.get_model("accounts", "PrivacyNotice")
    text = TEXT.read_text(encoding="utf-8").strip() + "\n"
    if not notices.objects.exists():
        notices.objects.create(version=1, text=text, digest=sm3_hex(text.encode()), reason="首次发布")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_privacy")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
