"""All of audit at once, for an empty database; one that exists goes on by the migrations that this replaces."""

from importlib import import_module

import audit.account_events
import audit.models
from django.db import migrations, models

from ground.migrating import AllAtOnce

# What the database has beside its tables, as the migrations of before make it.
head = import_module("audit.migrations.0017_the_chain_s_head")


class Migration(migrations.Migration):

    replaces = [
        ("audit", "0001_initial"),
        ("audit", "0002_append_only"),
        ("audit", "0003_account_events"),
        ("audit", "0004_account_events_append_only"),
        ("audit", "0005_steps_of_firms"),
        ("audit", "0006_words_of_steps"),
        ("audit", "0007_cases_on_the_desk"),
        ("audit", "0008_city_changes"),
        ("audit", "0009_steps_by_hand_and_acting"),
        ("audit", "0010_steps_of_imports_and_accounts"),
        ("audit", "0011_words_of_steps"),
        ("audit", "0012_steps_of_the_login"),
        ("audit", "0013_notes_and_subjects"),
        ("audit", "0014_subjects_and_searches"),
        ("audit", "0015_the_chain"),
        ("audit", "0016_steps_by_verb"),
        ("audit", "0017_the_chain_s_head"),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='Delivered',
                fields=[
                    ('receiver', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='接收方')),
                    ('number', models.BigIntegerField(default=0, verbose_name='封存编号')),
                    ('at', models.DateTimeField(null=True, verbose_name='时间')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='问题')),
                ],
                options={
                    'verbose_name': '锚点送达',
                    'verbose_name_plural': '锚点送达',
                },
            ),
            migrations.CreateModel(
                name='SealHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.BigIntegerField(default=0, verbose_name='封存编号')),
                    ('mac', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='封印')),
                ],
                options={
                    'verbose_name': '封存链尾',
                    'verbose_name_plural': '封存链尾',
                },
            ),
            migrations.CreateModel(
                name='AccountEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='时间')),
                    ('actor_kind', models.CharField(choices=[('person', '人员'), ('system', '系统'), ('province', '省网'), ('key', '接口密钥')], max_length=20, verbose_name='办理方')),
                    ('actor_id', models.CharField(blank=True, max_length=40, verbose_name='办理人编号')),
                    ('actor_unit', models.CharField(blank=True, max_length=40, verbose_name='办理单位')),
                    ('request_id', models.CharField(blank=True, max_length=64, verbose_name='请求编号')),
                    ('address_note', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                    ('step', models.CharField(choices=audit.account_events.account_steps, max_length=40, verbose_name='步骤')),
                    ('account_id', models.BigIntegerField(null=True, verbose_name='账号编号')),
                    ('enterprise_id', models.BigIntegerField(null=True, verbose_name='企业')),
                    ('subject_kind', models.CharField(blank=True, choices=audit.account_events.subject_kinds, max_length=20, verbose_name='对象')),
                    ('subject_id', models.BigIntegerField(null=True, verbose_name='对象编号')),
                    ('detail', models.JSONField(default=dict, verbose_name='明细')),
                ],
                options={
                    'verbose_name': '账号记录',
                    'verbose_name_plural': '账号记录',
                    'indexes': [models.Index(fields=['account_id', '-at', '-id'], name='events_of_account'), models.Index(fields=['step', '-at', '-id'], name='events_of_step'), models.Index(fields=['-at', '-id'], name='events_latest'), models.Index(fields=['actor_id', '-at', '-id'], name='events_of_actor'), models.Index(fields=['enterprise_id', '-at', '-id'], name='events_of_firm'), models.Index(condition=models.Q(('subject_id__isnull', False)), fields=['subject_kind', 'subject_id', '-at', '-id'], name='events_of_subject'), models.Index(fields=['request_id'], name='events_of_request'), models.Index(fields=['address_note'], name='events_from_address')],
                },
            ),
            migrations.CreateModel(
                name='Anchor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.BigIntegerField(unique=True, verbose_name='封存编号')),
                    ('mac', models.CharField(max_length=64, verbose_name='封印')),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '锚点',
                    'verbose_name_plural': '锚点',
                    'indexes': [models.Index(fields=['-at', '-id'], name='anchors_latest')],
                },
            ),
            migrations.CreateModel(
                name='CityChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='时间')),
                    ('actor_kind', models.CharField(choices=[('person', '人员'), ('system', '系统'), ('province', '省网'), ('key', '接口密钥')], max_length=20, verbose_name='办理方')),
                    ('actor_id', models.CharField(blank=True, max_length=40, verbose_name='办理人编号')),
                    ('actor_unit', models.CharField(blank=True, max_length=40, verbose_name='办理单位')),
                    ('request_id', models.CharField(blank=True, max_length=64, verbose_name='请求编号')),
                    ('address_note', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                    ('subject', models.CharField(max_length=80, verbose_name='对象')),
                    ('title', models.CharField(max_length=120, verbose_name='名称')),
                    ('before', models.JSONField(default=dict, verbose_name='修改前')),
                    ('after', models.JSONField(default=dict, verbose_name='修改后')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ],
                options={
                    'verbose_name': '维护记录',
                    'verbose_name_plural': '维护记录',
                    'indexes': [models.Index(fields=['subject', '-at', '-id'], name='changes_of_subject'), models.Index(fields=['-at', '-id'], name='changes_latest'), models.Index(fields=['actor_id', '-at', '-id'], name='changes_of_actor')],
                },
            ),
            migrations.CreateModel(
                name='HistoryEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='时间')),
                    ('actor_kind', models.CharField(choices=[('person', '人员'), ('system', '系统'), ('province', '省网'), ('key', '接口密钥')], max_length=20, verbose_name='办理方')),
                    ('actor_id', models.CharField(blank=True, max_length=40, verbose_name='办理人编号')),
                    ('actor_unit', models.CharField(blank=True, max_length=40, verbose_name='办理单位')),
                    ('request_id', models.CharField(blank=True, max_length=64, verbose_name='请求编号')),
                    ('address_note', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                    ('step', models.CharField(choices=audit.models.steps, max_length=40, verbose_name='步骤')),
                    ('enterprise_id', models.BigIntegerField(verbose_name='企业')),
                    ('device_id', models.BigIntegerField(null=True, verbose_name='设备')),
                    ('renewal_id', models.BigIntegerField(null=True, verbose_name='换证申请')),
                    ('matter_id', models.BigIntegerField(null=True, verbose_name='企业事项')),
                    ('from_state', models.CharField(blank=True, max_length=40, verbose_name='原状态')),
                    ('to_state', models.CharField(blank=True, max_length=40, verbose_name='现状态')),
                    ('round', models.PositiveSmallIntegerField(default=0, verbose_name='提交次数')),
                    ('opinion', models.TextField(blank=True, verbose_name='意见')),
                    ('remarks', models.JSONField(default=list, verbose_name='逐项意见')),
                    ('detail', models.JSONField(default=dict, verbose_name='明细')),
                ],
                options={
                    'verbose_name': '任务历史',
                    'verbose_name_plural': '任务历史',
                    'indexes': [models.Index(fields=['enterprise_id', '-at', '-id'], name='history_of_enterprise'), models.Index(fields=['-at', '-id'], name='history_latest'), models.Index(fields=['step', '-at', '-id'], name='history_of_step'), models.Index(fields=['device_id', '-at', '-id'], name='history_of_device'), models.Index(fields=['renewal_id', '-at', '-id'], name='history_of_renewal'), models.Index(condition=models.Q(('matter_id__isnull', False)), fields=['matter_id', '-at', '-id'], name='history_of_matter'), models.Index(fields=['actor_id', '-at', '-id'], name='history_of_actor'), models.Index(condition=models.Q(('request_id', ''), _negated=True), fields=['request_id'], name='history_of_request'), models.Index(condition=models.Q(('address_note', ''), _negated=True), fields=['address_note'], name='history_from_address')],
                },
            ),
            migrations.CreateModel(
                name='Link',
                fields=[
                    ('number', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='封存编号')),
                    ('source', models.CharField(max_length=12, verbose_name='表')),
                    ('row_id', models.BigIntegerField(verbose_name='行编号')),
                    ('form', models.PositiveSmallIntegerField(default=1)),
                    ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                    ('previous', models.CharField(max_length=64, verbose_name='前一封印')),
                    ('mac', models.CharField(max_length=64, verbose_name='封印')),
                    ('key', models.CharField(max_length=16, verbose_name='密钥标识')),
                    ('sealed_at', models.DateTimeField(verbose_name='封存时间')),
                ],
                options={
                    'verbose_name': '封存链',
                    'verbose_name_plural': '封存链',
                    'constraints': [models.UniqueConstraint(fields=('source', 'row_id'), name='a_row_is_sealed_once')],
                },
            ),
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
                    'indexes': [models.Index(fields=['owner_id', 'day'], name='notes_of_owner'), models.Index(fields=['lookup', 'day'], name='notes_by_words'), models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['day'], name='notes_by_day')],
                },
            ),
            migrations.CreateModel(
                name='SealPass',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='时间')),
                    ('complete', models.BooleanField(verbose_name='全部封存')),
                    ('admits', models.BooleanField(default=False, verbose_name='补录')),
                    ('tops', models.JSONField(default=dict, verbose_name='各表进度')),
                ],
                options={
                    'verbose_name': '封存轮次',
                    'verbose_name_plural': '封存轮次',
                    'indexes': [models.Index(fields=['-at', '-id'], name='passes_latest')],
                },
            ),
            migrations.CreateModel(
                name='Verification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField(verbose_name='开始时间')),
                    ('ended_at', models.DateTimeField(verbose_name='结束时间')),
                    ('links', models.BigIntegerField(verbose_name='核验条数')),
                    ('until', models.BigIntegerField(verbose_name='核验到')),
                    ('waiting', models.BigIntegerField(verbose_name='待封存')),
                    ('findings', models.BigIntegerField(verbose_name='异常数')),
                    ('told', models.JSONField(default=list, verbose_name='异常')),
                ],
                options={
                    'verbose_name': '核验结果',
                    'verbose_name_plural': '核验结果',
                    'indexes': [models.Index(fields=['-ended_at', '-id'], name='verifications_latest')],
                },
            ),
        ]),
        migrations.RunPython(head.make_head, migrations.RunPython.noop),
    ]
