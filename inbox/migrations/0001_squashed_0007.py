"""All of inbox at once, for an empty database; one that exists goes on by the migrations that this replaces."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce

# What the database has beside its tables, as the migrations of before make it.
guide = import_module("inbox.migrations.0003_guide_sections")


class Migration(migrations.Migration):

    replaces = [
        ("inbox", "0001_initial"),
        ("inbox", "0002_deliveries"),
        ("inbox", "0003_guide_sections"),
        ("inbox", "0004_more_events"),
        ("inbox", "0005_searched_messages_and_files_of_notices"),
        ("inbox", "0006_guide_history_with_the_others"),
        ("inbox", "0007_account_safety"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0002_credentials"),
        ("audit", "0011_words_of_steps"),
        ("documents", "0004_papers_of_matters"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='事项或部门')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                    ('hours', models.CharField(blank=True, max_length=80, verbose_name='服务时间')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ],
                options={
                    'verbose_name': '联系方式',
                    'verbose_name_plural': '联系方式',
                    'ordering': ['order', 'id'],
                },
            ),
            migrations.CreateModel(
                name='GuideSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=20, unique=True, verbose_name='代码')),
                    ('title', models.CharField(max_length=40, verbose_name='标题')),
                    ('body', models.TextField(help_text='空一行分段。不填写个人姓名。', max_length=4000, verbose_name='内容')),
                    ('is_shown', models.BooleanField(default=True, verbose_name='显示')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='更新时间')),
                ],
                options={
                    'verbose_name': '办事指南',
                    'verbose_name_plural': '办事指南',
                    'ordering': ['order', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120, verbose_name='标题')),
                    ('body', models.TextField(verbose_name='正文')),
                    ('published_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='发布日期')),
                    ('is_published', models.BooleanField(default=True, verbose_name='发布')),
                ],
                options={
                    'verbose_name': '通知公告',
                    'verbose_name_plural': '通知公告',
                    'ordering': ['-published_on', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Allowance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scope', models.CharField(max_length=40, verbose_name='对象')),
                    ('day', models.DateField(verbose_name='日期')),
                    ('used', models.PositiveIntegerField(default=0, verbose_name='已发')),
                    ('last_at', models.DateTimeField(blank=True, null=True, verbose_name='最近一次')),
                ],
                options={
                    'verbose_name': '发送数量',
                    'verbose_name_plural': '发送数量',
                    'constraints': [models.UniqueConstraint(fields=('scope', 'day'), name='one_allowance_for_each_scope_and_day')],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120, verbose_name='标题')),
                    ('body', models.TextField(blank=True, verbose_name='内容')),
                    ('link', models.CharField(blank=True, max_length=200, verbose_name='链接')),
                    ('event', models.CharField(blank=True, choices=[('renewal_rejected', '不接受备案'), ('province_returned', '省网退回'), ('renewal_accepted', '接受备案'), ('certificate_issued', '换证完成'), ('intake_rejected', '入库审核不通过'), ('intake_approved', '设备已入库'), ('matter_rejected', '企业事项审核不通过'), ('matter_accepted', '企业事项审核通过'), ('transfer_offered', '产权变更待确认'), ('deadline_near', '换证截止提醒'), ('urged', '换证催办'), ('safety_device_ending', '安全器标定到期提醒'), ('assessment_ending', '安全评估到期提醒'), ('certificate_ending', '电子证照到期提醒'), ('account_safety', '账号安全提醒')], max_length=32, verbose_name='事项')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                    ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅读时间')),
                    ('search_text', models.TextField(blank=True, editable=False, verbose_name='检索文本')),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
                ],
                options={
                    'verbose_name': '消息',
                    'verbose_name_plural': '消息',
                    'indexes': [models.Index(fields=['recipient', '-created_at', '-id'], name='message_of_person'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['recipient'], name='message_unread')],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(choices=[('email', '电子邮件'), ('sms', '短信')], max_length=8, verbose_name='方式')),
                    ('event', models.CharField(choices=[('renewal_rejected', '不接受备案'), ('province_returned', '省网退回'), ('renewal_accepted', '接受备案'), ('certificate_issued', '换证完成'), ('intake_rejected', '入库审核不通过'), ('intake_approved', '设备已入库'), ('matter_rejected', '企业事项审核不通过'), ('matter_accepted', '企业事项审核通过'), ('transfer_offered', '产权变更待确认'), ('deadline_near', '换证截止提醒'), ('urged', '换证催办'), ('safety_device_ending', '安全器标定到期提醒'), ('assessment_ending', '安全评估到期提醒'), ('certificate_ending', '电子证照到期提醒'), ('account_safety', '账号安全提醒')], max_length=32, verbose_name='事项')),
                    ('about', models.CharField(blank=True, max_length=120, verbose_name='内容')),
                    ('digest_key', models.CharField(max_length=80, verbose_name='合并标识')),
                    ('state', models.CharField(choices=[('waiting', '待发送'), ('sent', '已发送'), ('merged', '已合并发送'), ('failed', '发送失败'), ('dropped', '不再发送')], default='waiting', max_length=8, verbose_name='状态')),
                    ('due_at', models.DateTimeField(verbose_name='下次发送时间')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                    ('parcel', models.CharField(blank=True, max_length=32, verbose_name='发送批号')),
                    ('lease', models.CharField(blank=True, max_length=32, verbose_name='占用标记')),
                    ('leased_until', models.DateTimeField(blank=True, null=True, verbose_name='占用至')),
                    ('last_error', models.CharField(blank=True, max_length=300, verbose_name='最近一次问题')),
                    ('text', models.TextField(blank=True, verbose_name='发出的内容')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='建立时间')),
                    ('give_up_at', models.DateTimeField(verbose_name='最迟发送时间')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                    ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.enterprise')),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='inbox.delivery')),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='inbox.message')),
                ],
                options={
                    'verbose_name': '消息投递',
                    'verbose_name_plural': '消息投递',
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['channel', 'due_at', 'id'], name='delivery_due'), models.Index(condition=models.Q(('state', 'waiting')), fields=['recipient', 'channel', 'digest_key'], name='delivery_together'), models.Index(fields=['state', '-created_at', '-id'], name='delivery_by_state'), models.Index(fields=['-created_at', '-id'], name='delivery_latest')],
                },
            ),
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
            migrations.CreateModel(
                name='Preference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.CharField(choices=[('renewal_rejected', '不接受备案'), ('province_returned', '省网退回'), ('renewal_accepted', '接受备案'), ('certificate_issued', '换证完成'), ('intake_rejected', '入库审核不通过'), ('intake_approved', '设备已入库'), ('matter_rejected', '企业事项审核不通过'), ('matter_accepted', '企业事项审核通过'), ('transfer_offered', '产权变更待确认'), ('deadline_near', '换证截止提醒'), ('urged', '换证催办'), ('safety_device_ending', '安全器标定到期提醒'), ('assessment_ending', '安全评估到期提醒'), ('certificate_ending', '电子证照到期提醒'), ('account_safety', '账号安全提醒')], max_length=32, verbose_name='事项')),
                    ('channel', models.CharField(choices=[('email', '电子邮件'), ('sms', '短信')], max_length=8, verbose_name='方式')),
                    ('wanted', models.BooleanField(verbose_name='接收')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '接收设置',
                    'verbose_name_plural': '接收设置',
                    'constraints': [models.UniqueConstraint(fields=('person', 'event', 'channel'), name='one_choice_for_each_event_and_channel')],
                },
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.CharField(choices=[('renewal_rejected', '不接受备案'), ('province_returned', '省网退回'), ('renewal_accepted', '接受备案'), ('certificate_issued', '换证完成'), ('intake_rejected', '入库审核不通过'), ('intake_approved', '设备已入库'), ('matter_rejected', '企业事项审核不通过'), ('matter_accepted', '企业事项审核通过'), ('transfer_offered', '产权变更待确认'), ('deadline_near', '换证截止提醒'), ('urged', '换证催办'), ('safety_device_ending', '安全器标定到期提醒'), ('assessment_ending', '安全评估到期提醒'), ('certificate_ending', '电子证照到期提醒'), ('account_safety', '账号安全提醒')], max_length=32, verbose_name='事项')),
                    ('subject', models.CharField(max_length=60, verbose_name='对象')),
                    ('until', models.DateField(verbose_name='截止日期')),
                    ('threshold', models.SmallIntegerField(verbose_name='提前天数')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提醒时间')),
                ],
                options={
                    'verbose_name': '到期提醒',
                    'verbose_name_plural': '到期提醒',
                    'constraints': [models.UniqueConstraint(fields=('event', 'subject', 'until', 'threshold'), name='one_reminder_for_each_threshold')],
                },
            ),
        ]),
        migrations.RunPython(guide.fill, migrations.RunPython.noop),
    ]
