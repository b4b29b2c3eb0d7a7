"""All of provincial_sync at once, for an empty database; one that exists goes on by the migrations that this replaces."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce


class Migration(migrations.Migration):

    replaces = [
        ("provincial_sync", "0001_initial"),
        ("provincial_sync", "0002_shared_opinion"),
        ("provincial_sync", "0003_feed_breaker_and_reconciliation"),
        ("provincial_sync", "0004_due_rows_by_index"),
        ("provincial_sync", "0005_lists_at_scale"),
        ("provincial_sync", "0006_digests_of_bodies"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("devices", "0006_cancelled_there"),
        ("renewals", "0012_kept_ages_and_waiting_photos"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='CallSlot',
                fields=[
                    ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                    ('token', models.CharField(blank=True, max_length=40)),
                    ('taken_until', models.DateTimeField(blank=True, null=True, verbose_name='占用至')),
                ],
                options={
                    'verbose_name': '省网请求名额',
                    'verbose_name_plural': '省网请求名额',
                },
            ),
            migrations.CreateModel(
                name='DeliveredFile',
                fields=[
                    ('sm3', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SM3')),
                    ('delivered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='送达时间')),
                ],
                options={
                    'verbose_name': '已送达附件',
                    'verbose_name_plural': '已送达附件',
                },
            ),
            migrations.CreateModel(
                name='DailyRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('reconciliation', '对账'), ('digest', '每日简报')], max_length=16, verbose_name='事项')),
                    ('day', models.DateField(verbose_name='日期')),
                    ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='开始时间')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                    ('outcome', models.JSONField(default=dict, verbose_name='结果')),
                ],
                options={
                    'verbose_name': '每日任务',
                    'verbose_name_plural': '每日任务',
                    'constraints': [models.UniqueConstraint(fields=('kind', 'day'), name='one_run_a_day')],
                },
            ),
            migrations.CreateModel(
                name='FeedPosition',
                fields=[
                    ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ('cursor', models.CharField(blank=True, max_length=64, verbose_name='游标')),
                    ('generation', models.PositiveIntegerField(default=1, verbose_name='读取轮次')),
                    ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='最近读取')),
                    ('problem', models.CharField(blank=True, max_length=500, verbose_name='最近一次问题')),
                    ('lease', models.CharField(blank=True, max_length=40)),
                    ('leased_until', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': '备案变更读取位置',
                    'verbose_name_plural': '备案变更读取位置',
                    'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_feed')],
                },
            ),
            migrations.CreateModel(
                name='ProvinceState',
                fields=[
                    ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ('clock_offset_seconds', models.IntegerField(default=0, verbose_name='时钟差(秒)')),
                    ('not_before', models.DateTimeField(blank=True, null=True, verbose_name='暂停请求至')),
                    ('paused_until', models.DateTimeField(blank=True, null=True, verbose_name='配置故障暂停至')),
                    ('problem', models.CharField(blank=True, max_length=500, verbose_name='当前问题')),
                    ('alarmed_at', models.DateTimeField(blank=True, null=True, verbose_name='最近告警')),
                    ('failures_in_a_row', models.PositiveIntegerField(default=0, verbose_name='连续失败')),
                    ('away_since', models.DateTimeField(blank=True, null=True, verbose_name='中断自')),
                    ('last_success_at', models.DateTimeField(blank=True, null=True, verbose_name='最近成功')),
                    ('breaker_opened_at', models.DateTimeField(blank=True, null=True, verbose_name='熔断开始')),
                    ('probe_due_at', models.DateTimeField(blank=True, null=True, verbose_name='下次试探')),
                    ('breaker_trips', models.PositiveIntegerField(default=0, verbose_name='连续熔断次数')),
                ],
                options={
                    'verbose_name': '省网状态',
                    'verbose_name_plural': '省网状态',
                    'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_province')],
                },
            ),
            migrations.CreateModel(
                name='RegistrationChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('generation', models.PositiveIntegerField(verbose_name='读取轮次')),
                    ('sequence', models.BigIntegerField(verbose_name='序号')),
                    ('digest', models.CharField(max_length=64, unique=True, verbose_name='内容 SM3')),
                    ('client_ref', models.CharField(blank=True, max_length=64, verbose_name='报送编号')),
                    ('registration_number', models.CharField(blank=True, max_length=64, verbose_name='备案号')),
                    ('previous_number', models.CharField(blank=True, max_length=64, verbose_name='原备案号')),
                    ('owner_name', models.CharField(blank=True, max_length=200, verbose_name='产权单位')),
                    ('owner_uscc', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                    ('owner_region', models.CharField(blank=True, max_length=6, verbose_name='产权单位所在地')),
                    ('category', models.CharField(blank=True, max_length=30, verbose_name='设备类别')),
                    ('model', models.CharField(blank=True, max_length=64, verbose_name='规格型号')),
                    ('serial_number', models.CharField(blank=True, max_length=64, verbose_name='出厂编号')),
                    ('manufacturer', models.CharField(blank=True, max_length=200, verbose_name='制造单位')),
                    ('status', models.CharField(blank=True, choices=[('VALID', '有效'), ('CANCELLED', '注销')], max_length=12, verbose_name='省网状态')),
                    ('changed_at', models.DateTimeField(null=True, verbose_name='变更时间')),
                    ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='读取时间')),
                    ('state', models.CharField(choices=[('pending', '待人工匹配'), ('deferred', '等待上传任务办结'), ('applied', '已更新'), ('nothing', '无需更新'), ('superseded', '已有更新的变更'), ('dismissed', '不属于本网设备')], default='pending', max_length=12, verbose_name='处理情况')),
                    ('problem', models.TextField(blank=True, verbose_name='说明')),
                    ('postponed_at', models.DateTimeField(blank=True, null=True, verbose_name='搁置时间')),
                    ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='处理时间')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.device', verbose_name='设备')),
                ],
                options={
                    'verbose_name': '备案变更',
                    'verbose_name_plural': '备案变更',
                    'indexes': [models.Index(fields=['state', '-received_at', '-id'], name='change_by_state'), models.Index(fields=['-received_at', '-id'], name='change_latest'), models.Index(fields=['device', 'generation', 'sequence'], name='change_of_device')],
                },
            ),
            migrations.CreateModel(
                name='RegistrationDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('choice', models.CharField(choices=[('take', '就是这台设备'), ('none', '不是本网设备，不更新'), ('later', '暂不处理，稍后再办')], max_length=8, verbose_name='决定')),
                    ('reason', models.CharField(max_length=500, verbose_name='理由')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                    ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='provincial_sync.registrationchange')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                    ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.device', verbose_name='设备')),
                ],
                options={
                    'verbose_name': '人工匹配记录',
                    'verbose_name_plural': '人工匹配记录',
                    'ordering': ['-at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Upload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('client_ref', models.CharField(max_length=64, unique=True, verbose_name='报送编号')),
                    ('supersedes', models.CharField(blank=True, max_length=64, verbose_name='替代的报送编号')),
                    ('state', models.CharField(choices=[('waiting', '待报送'), ('sent', '省网办理中'), ('issued', '已办结'), ('returned', '省网退回'), ('failed', '上传异常'), ('cancelled', '已撤销')], default='waiting', max_length=12, verbose_name='状态')),
                    ('body', models.BinaryField(verbose_name='报文')),
                    ('body_sm3', models.CharField(max_length=64, verbose_name='报文 SM3')),
                    ('hold_until', models.DateTimeField(verbose_name='暂缓至')),
                    ('due_at', models.DateTimeField(verbose_name='下次办理时间')),
                    ('attempts', models.PositiveIntegerField(default=0, verbose_name='已试次数')),
                    ('polls', models.PositiveIntegerField(default=0, verbose_name='查询次数')),
                    ('lease', models.CharField(blank=True, max_length=40, verbose_name='占用标记')),
                    ('leased_until', models.DateTimeField(blank=True, null=True, verbose_name='占用至')),
                    ('acceptance_number', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='省网受理号')),
                    ('province_status', models.CharField(blank=True, max_length=20, verbose_name='省网状态')),
                    ('province_revision', models.PositiveIntegerField(default=0, verbose_name='省网修订')),
                    ('failure_class', models.CharField(blank=True, choices=[('temporary', '暂时性故障'), ('uncertain', '结果未知'), ('configuration', '配置问题'), ('permanent', '永久性错误')], max_length=16, verbose_name='故障类别')),
                    ('failure_code', models.CharField(blank=True, max_length=20, verbose_name='错误代码')),
                    ('last_error', models.TextField(blank=True, verbose_name='最近一次问题')),
                    ('alarmed_at', models.DateTimeField(blank=True, null=True, verbose_name='告警时间')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='建立时间')),
                    ('first_claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='首次报送时间')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='省网受理时间')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
                    ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='标记处理时间')),
                    ('renewal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='renewals.renewalapplication')),
                    ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='renewals.submission')),
                ],
                options={
                    'verbose_name': '上传任务',
                    'verbose_name_plural': '上传任务',
                    'indexes': [models.Index(fields=['state', 'due_at', 'id'], name='upload_due'), models.Index(fields=['state', '-created_at', '-id'], name='upload_by_state'), models.Index(fields=['-created_at', '-id'], name='upload_latest'), models.Index(condition=models.Q(('failure_class', ''), _negated=True), fields=['-created_at', '-id'], name='upload_in_trouble'), models.Index(fields=['finished_at', 'state'], name='upload_finished'), models.Index(fields=['sent_at'], name='upload_sent_at')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed'])), fields=('renewal',), name='one_unfinished_upload_for_each_renewal'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'issued']), _negated=True), ('acceptance_number__isnull', False), _connector='OR'), name='sent_uploads_have_an_acceptance_number')],
                },
            ),
            migrations.CreateModel(
                name='Exchange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                    ('operation', models.CharField(max_length=40, verbose_name='接口')),
                    ('method', models.CharField(max_length=8, verbose_name='方法')),
                    ('path', models.CharField(max_length=300, verbose_name='路径')),
                    ('http_status', models.PositiveSmallIntegerField(null=True, verbose_name='HTTP 状态')),
                    ('code', models.IntegerField(null=True, verbose_name='业务代码')),
                    ('message', models.CharField(blank=True, max_length=500, verbose_name='省网答复')),
                    ('province_request_id', models.CharField(blank=True, max_length=64, verbose_name='省网请求编号')),
                    ('request_id', models.CharField(blank=True, max_length=64, verbose_name='本网请求编号')),
                    ('milliseconds', models.PositiveIntegerField(verbose_name='耗时(毫秒)')),
                    ('sent_digest', models.CharField(blank=True, default='', max_length=64, verbose_name='发出报文摘要')),
                    ('received_digest', models.CharField(blank=True, default='', max_length=64, verbose_name='答复报文摘要')),
                    ('named_digest', models.CharField(blank=True, default='', max_length=64, verbose_name='回执所称摘要')),
                    ('digest_key', models.CharField(blank=True, default='', max_length=16, verbose_name='摘要密钥标识')),
                    ('upload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='exchanges', to='provincial_sync.upload')),
                ],
                options={
                    'verbose_name': '省网交互记录',
                    'verbose_name_plural': '省网交互记录',
                    'indexes': [models.Index(fields=['upload', '-at', '-id'], name='exchange_of_upload'), models.Index(fields=['-at', '-id'], name='exchange_latest')],
                },
            ),
            migrations.CreateModel(
                name='Discrepancy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('no_upload', '已接受备案但没有上传任务'), ('unanswered', '长时间没有结果'), ('taken_there', '省网已有而本网没有'), ('file_damaged', '证照文件与摘要不符'), ('state_differs', '上传状态与上传任务不一致'), ('number_differs', '备案号与电子证照不一致'), ('owner_differs', '产权单位与省网不一致')], max_length=16, verbose_name='问题')),
                    ('subject', models.CharField(max_length=80, verbose_name='对象')),
                    ('text', models.TextField(verbose_name='说明')),
                    ('state', models.CharField(choices=[('open', '待处理'), ('repaired', '系统已修复'), ('gone', '已自行消除'), ('settled', '已处理')], default='open', max_length=10, verbose_name='状态')),
                    ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发现时间')),
                    ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='最近一次发现')),
                    ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='处理时间')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='处理说明')),
                    ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='devices.device')),
                    ('renewal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='renewals.renewalapplication')),
                    ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                    ('upload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='provincial_sync.upload')),
                ],
                options={
                    'verbose_name': '对账问题',
                    'verbose_name_plural': '对账问题',
                    'indexes': [models.Index(fields=['state', '-found_at', '-id'], name='discrepancy_by_state'), models.Index(fields=['-found_at', '-id'], name='discrepancy_latest')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kind', 'subject'), name='each_open_discrepancy_once')],
                },
            ),
            migrations.CreateModel(
                name='UploadNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('retried', '立即重试'), ('resent', '重新报送'), ('handled', '标记处理')], max_length=12, verbose_name='事项')),
                    ('text', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='provincial_sync.upload')),
                ],
                options={
                    'verbose_name': '上传任务办理记录',
                    'verbose_name_plural': '上传任务办理记录',
                    'indexes': [models.Index(fields=['upload', '-at', '-id'], name='note_of_upload')],
                },
            ),
        ]),
    ]
