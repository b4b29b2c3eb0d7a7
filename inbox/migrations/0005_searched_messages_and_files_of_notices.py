from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
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
    dependencies = [
        ("documents", "0004_papers_of_matters"),
        ("inbox", "0004_more_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticePaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='添加时间')),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='inbox.notice', verbose_name='公告')),
            ],
            options={
                'verbose_name': '公告附件',
                'verbose_name_plural': '公告附件',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('notice', 'file'), name='one_file_once_for_each_notice')],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="search_text",
            field=models.TextField(blank=True, editable=False, verbose_name="检索文本"),
        ),
        migrations.RunPython(fold_what_is_there, migrations.RunPython.noop),
    ]
