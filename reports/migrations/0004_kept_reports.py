from django.db import migrations, models


class Migration(migrations.Migration):
    """Reports as pages show them, counted by a worker where counting takes long."""

    dependencies = [("reports", "0003_weekly_bulletins")]

    operations = [
        migrations.CreateModel(
            name="KeptReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=20, verbose_name="报表")),
                ("seen", models.CharField(blank=True, max_length=128)),
                ("taken_at", models.DateTimeField(verbose_name="统计时间")),
                ("seconds", models.FloatField(verbose_name="统计用时（秒）")),
                ("content", models.JSONField()),
            ],
            options={
                "verbose_name": "保留的报表",
                "verbose_name_plural": "保留的报表",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "seen"), name="one_kept_report_of_a_kind_and_scope"
                    )
                ],
            },
        ),
    ]
