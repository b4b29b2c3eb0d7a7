"""All of matters at once, for an empty database; one that exists goes on by the migrations that this replaces."""

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce


class Migration(migrations.Migration):

    replaces = [
        ("matters", "0001_initial"),
        ("matters", "0002_matters_filed_by_the_office"),
        ("matters", "0003_cases_on_the_desk"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_large_type"),
        ("devices", "0008_cases_on_the_desk"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='Matter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('claimed_until', models.DateTimeField(blank=True, null=True, verbose_name='签收有效至')),
                    ('reference', models.CharField(max_length=32, unique=True, verbose_name='受理编号')),
                    ('kind', models.CharField(choices=[('deregistration', '注销'), ('transfer', '产权变更'), ('renaming', '企业名称变更'), ('deferral', '暂不换证'), ('number_update', '备案号更新'), ('number_correction', '备案号更正')], max_length=20, verbose_name='事项')),
                    ('status', django_fsm.FSMField(choices=[('not_submitted', '未提交'), ('awaiting_confirmation', '待受让方确认'), ('pending', '待审核'), ('rejected', '审核不通过'), ('accepted', '已办结'), ('in_force', '暂不换证中'), ('ended', '已恢复换证'), ('dismissed', '不予办理'), ('voided', '已作废')], default='not_submitted', max_length=50, protected=True, verbose_name='办理状态')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('round', models.PositiveSmallIntegerField(default=0, verbose_name='提交次数')),
                    ('content', models.JSONField(default=dict, verbose_name='申请内容')),
                    ('search_text', models.CharField(blank=True, editable=False, max_length=400, verbose_name='检索文本')),
                    ('by_office', models.BooleanField(default=False, verbose_name='依职权提出')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='创建时间')),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='更新时间')),
                    ('submitted_at', models.DateTimeField(null=True, verbose_name='提交时间')),
                    ('due_on', models.DateField(null=True, verbose_name='办理期限')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                    ('ends_on', models.DateField(null=True, verbose_name='暂不换证至')),
                    ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('counterparty', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offered_matters', to='accounts.enterprise', verbose_name='受让方')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='devices.device', verbose_name='设备')),
                    ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='accounts.enterprise', verbose_name='申请企业')),
                    ('outcome', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.device', verbose_name='新记录')),
                ],
                options={
                    'verbose_name': '企业事项',
                    'verbose_name_plural': '企业事项',
                    'indexes': [models.Index(fields=['enterprise', '-created_at', '-id'], name='matter_of_enterprise'), models.Index(fields=['-created_at', '-id'], name='matter_latest'), models.Index(fields=['status', 'submitted_at', 'id'], name='matter_queue'), models.Index(fields=['status', 'due_on', 'id'], name='matter_queue_by_due'), models.Index(fields=['counterparty', 'status'], name='matter_offered'), models.Index(fields=['status', 'ends_on'], name='matter_in_force')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('device__isnull', False), ('status__in', ('not_submitted', 'awaiting_confirmation', 'pending', 'rejected'))), fields=('device',), name='one_undecided_matter_for_each_machine'), models.UniqueConstraint(condition=models.Q(('kind', 'renaming'), ('status__in', ('not_submitted', 'awaiting_confirmation', 'pending', 'rejected'))), fields=('enterprise',), name='one_undecided_renaming_for_each_firm'), models.UniqueConstraint(condition=models.Q(('status', 'in_force')), fields=('device',), name='one_deferral_in_force_for_each_machine'), models.CheckConstraint(condition=models.Q(models.Q(('device__isnull', True), ('kind', 'renaming')), models.Q(models.Q(('kind', 'renaming'), _negated=True), ('device__isnull', False)), _connector='OR'), name='a_matter_names_its_machine_or_its_firm_alone'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'number_correction'), _negated=True), ('by_office', True), _connector='OR'), name='number_corrections_are_the_office_s'), models.CheckConstraint(condition=models.Q(('status__in', ('not_submitted', 'voided')), models.Q(('round__gt', 0), ('submitted_at__isnull', False)), _connector='OR'), name='handed_in_matters_have_a_round')],
                },
            ),
            migrations.CreateModel(
                name='FormerName',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='原企业名称')),
                    ('until', models.DateField(verbose_name='变更日期')),
                    ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='accounts.enterprise')),
                    ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ],
                options={
                    'verbose_name': '原企业名称',
                    'verbose_name_plural': '原企业名称',
                    'ordering': ['-until', '-id'],
                },
            ),
            migrations.CreateModel(
                name='MatterRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='提交次数')),
                    ('body', models.JSONField(verbose_name='申请内容')),
                    ('sm3', models.CharField(max_length=64, verbose_name='SM3')),
                    ('attachments', models.JSONField(default=list, verbose_name='附件清单')),
                    ('submitted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提交时间')),
                    ('outcome', models.CharField(blank=True, choices=[('not_submitted', '未提交'), ('awaiting_confirmation', '待受让方确认'), ('pending', '待审核'), ('rejected', '审核不通过'), ('accepted', '已办结'), ('in_force', '暂不换证中'), ('ended', '已恢复换证'), ('dismissed', '不予办理'), ('voided', '已作废')], max_length=24, verbose_name='结论')),
                    ('opinion', models.TextField(blank=True, verbose_name='审核意见')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='审核时间')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='matters.matter')),
                    ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '企业事项提交记录',
                    'verbose_name_plural': '企业事项提交记录',
                    'constraints': [models.UniqueConstraint(fields=('matter', 'number'), name='one_round_of_each_number')],
                },
            ),
            migrations.CreateModel(
                name='ProvinceErrand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('task', models.CharField(max_length=300, verbose_name='办理内容')),
                    ('awaits', models.CharField(blank=True, choices=[('', '不由省网告知'), ('cancellation', '省网注销'), ('owner', '产权单位变更'), ('number', '备案号变更')], max_length=16, verbose_name='办结标志')),
                    ('expected', models.CharField(blank=True, max_length=64, verbose_name='应告知的内容')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='产生时间')),
                    ('closed_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='办结说明')),
                    ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                    ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.device', verbose_name='设备')),
                    ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errands', to='matters.matter', verbose_name='企业事项')),
                ],
                options={
                    'verbose_name': '须在省网办理',
                    'verbose_name_plural': '须在省网办理',
                    'indexes': [models.Index(fields=['-created_at', '-id'], name='errand_latest'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['created_at', 'id'], name='errand_waiting'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['device', 'awaits'], name='errand_awaiting_the_feed')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='closed_errands_have_a_note')],
                },
            ),
        ]),
    ]
