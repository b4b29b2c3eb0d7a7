from typing import Any

from django.db import migrations


def move_the_history(apps: Any, schema_editor: Any) -> None:
    """Each change of a section of 办事指南 becomes a CityChange, as every other change of the city's data is."""
    changes = apps.get_model("audit", "CityChange")
    for edit in apps.get_model("inbox", "GuideEdit").objects.order_by("at", "id"):
        changes.objects.create(
            at=edit.at,
            subject=f"guide:{edit.section_id}",
            title=f"办事指南 {edit.before['title']}"[:120],
            before=texts(edit.before),
            after=texts(edit.after),
            actor_kind="person",
            actor_id=str(edit.edited_by_id or ""),
        )


def texts(kept: dict[str, Any]) -> dict[str, str]:
    """The section as the history names it since."""
    return {"标题": kept["title"], "内容": kept["body"], "显示": "是" if kept["is_shown"] else "否"}


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0011_words_of_steps"),
        ("inbox", "0005_searched_messages_and_files_of_notices"),
    ]

    operations = [
        migrations.RunPython(move_the_history, migrations.RunPython.noop),
        migrations.DeleteModel(name="GuideEdit"),
    ]
