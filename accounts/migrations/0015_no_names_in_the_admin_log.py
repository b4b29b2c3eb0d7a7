"""What Django's own log calls an account may hold the name in full, from before names were masked: the number stays."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Concat


def without_names(apps: Any, _editor: Any) -> None:
    entries = apps.get_model("admin", "LogEntry").objects.filter(
        content_type__app_label="accounts", content_type__model="user"
    )
    entries.update(object_repr=Concat(models.Value("账号 "), models.F("object_id"), output_field=models.CharField()))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_ended_sessions"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(without_names, migrations.RunPython.noop)]
