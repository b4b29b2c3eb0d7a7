"""All of cases at once, for an empty database; one that exists goes on by the migrations that this replaces."""

import django.db.models.deletion
import django.utils.timezone
import django_fsm
import ground.encrypted
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce


class Migration(migrations.Migration):

    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_personal_data_encrypted"),
        ("cases", "0003_encrypt_rows"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("devices", "0007_numbers_corrected_by_hand"),
        ("documents", "0004_papers_of_matters"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=32, unique=True, verbose_name='上报编号')),
                    ('form_key', models.CharField(max_length=40, unique=True)),
                    ('code_digest', models.CharField(max_length=64)),
                    ('kind', models.CharField(choices=[('plate_differs', '号牌不符'), ('cloned', '疑似套牌'), ('over_age', '超期使用'), ('other', '其他')], max_length=20, verbose_name='问题')),
                    ('number', models.CharField(blank=True, max_length=64, verbose_name='现场的备案号')),
                    ('serial', models.CharField(blank=True, max_length=64, verbose_name='现场的出厂编号')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='所在工地或位置')),
                    ('text', models.TextField(verbose_name='情况说明')),
                    ('contact', ground.encrypted.EncryptedField(blank=True, max_length=60, purpose='contact', verbose_name='联系方式')),
                    ('status', django_fsm.FSMField(choices=[('open', '待处理'), ('in_hand', '处理中'), ('settled', '已办结'), ('unfounded', '不属实')], default='open', max_length=50, protected=True, verbose_name='状态')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('search_text', models.CharField(blank=True, editable=False, max_length=400, verbose_name='检索文本')),
                    ('answer', models.TextField(blank=True, verbose_name='处理结果')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='上报时间')),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='更新时间')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                    ('claimed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='处理人')),
                    ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reported_cases', to='devices.device', verbose_name='设备')),
                ],
                options={
                    'verbose_name': '疑似问题',
                    'verbose_name_plural': '疑似问题',
                    'indexes': [models.Index(fields=['-created_at', '-id'], name='case_latest'), models.Index(fields=['status', '-created_at', '-id'], name='case_by_status'), models.Index(fields=['device', '-created_at', '-id'], name='case_of_device')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('open', 'in_hand')), models.Q(models.Q(('answer', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='decided_cases_have_an_answer'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'open'), _negated=True), ('claimed_by__isnull', True), _connector='OR'), name='cases_in_hand_are_somebody_s')],
                },
            ),
            migrations.CreateModel(
                name='CaseEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                    ('step', models.CharField(choices=[('reported', '上报'), ('claimed', '开始处理'), ('taken_over', '接手办理'), ('released', '退回待处理'), ('contact_seen', '查看联系方式'), ('settled', '办结'), ('unfounded', '认定不属实')], max_length=20, verbose_name='步骤')),
                    ('note', models.TextField(blank=True, verbose_name='说明')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case')),
                ],
                options={
                    'verbose_name': '疑似问题办理记录',
                    'verbose_name_plural': '疑似问题办理记录',
                    'ordering': ['-at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='CasePhoto',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='cases.case')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ],
                options={
                    'verbose_name': '疑似问题照片',
                    'verbose_name_plural': '疑似问题照片',
                    'ordering': ['id'],
                },
            ),
        ]),
    ]
