from typing import Any

from django.db import migrations, models

from ground.searching import folded

CHUNK = 500


def fold_what_is_there(apps: Any, schema_editor: Any) -> None:
    """The messages written before have no folded text yet."""
    messages = apps.get_model("inbox", "Message").objects.order_by("pk")
    last = 0
    while found := list(messages.filter(pk__gt=last).only("title", "body")[:CHUNK]):
        for message in found:
            message.search_text = folded(f"{message.title} {message.body}")
        messages.bulk_update(found, ["search_text"])
        last = found[-1].pk


class Migration(migrations.Migration):
    dependencies = [("inbox", "0004_more_events")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="search_text",
            field=models.TextField(blank=True, editable=False, verbose_name="检索文本"),
        ),
        migrations.RunPython(fold_what_is_there, migrations.RunPython.noop),
    ]
