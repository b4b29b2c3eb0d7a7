"""All of reports at once, for an empty database; one that exists goes on by the migrations that this replaces."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce


class Migration(migrations.Migration):

    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_ages_are_kept_by_machines"),
        ("reports", "0003_weekly_bulletins"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_large_type"),
        ("devices", "0005_deferred_machines"),
        ("documents", "0004_papers_of_matters"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='WeeklyBulletin',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField(unique=True, verbose_name='统计周(周一)')),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='生成时间')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ],
                options={
                    'verbose_name': '通报',
                    'verbose_name_plural': '通报',
                },
            ),
            migrations.CreateModel(
                name='Tally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='日期')),
                    ('town', models.CharField(blank=True, max_length=40, verbose_name='存放镇街')),
                    ('due', models.PositiveIntegerField(verbose_name='应换证')),
                    ('done', models.PositiveIntegerField(verbose_name='已换证')),
                    ('is_estimated', models.BooleanField(default=False, verbose_name='推算')),
                    ('measured_at', models.DateTimeField(verbose_name='统计时间')),
                    ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.enterprise', verbose_name='产权单位')),
                ],
                options={
                    'verbose_name': '每日统计',
                    'verbose_name_plural': '每日统计',
                    'constraints': [models.UniqueConstraint(fields=('day', 'town', 'enterprise'), name='one_tally_of_a_day_town_and_firm')],
                },
            ),
            migrations.CreateModel(
                name='Urging',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='催办时间')),
                    ('not_begun', models.PositiveIntegerField(verbose_name='未办理')),
                    ('drafts', models.PositiveIntegerField(verbose_name='草稿未提交')),
                    ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urgings', to='accounts.enterprise', verbose_name='产权单位')),
                    ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '催办',
                    'verbose_name_plural': '催办',
                    'indexes': [models.Index(fields=['enterprise', '-sent_at'], name='urging_of_firm')],
                },
            ),
        ]),
    ]
