"""All of documents at once, for an empty database; one that exists goes on by the migrations that this replaces."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce


class Migration(migrations.Migration):

    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_former_papers"),
        ("documents", "0003_staged_uploads_and_photos_by_phone"),
        ("documents", "0004_papers_of_matters"),
        ("documents", "0005_files_are_looked_through"),
        ("documents", "0006_address_as_a_note"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0002_credentials"),
        ("audit", "0017_the_chain_s_head"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='StoredFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sm3', models.CharField(max_length=64, unique=True, verbose_name='SM3')),
                    ('size', models.PositiveIntegerField(verbose_name='字节数')),
                    ('media_type', models.CharField(max_length=100, verbose_name='类型')),
                    ('scan', models.CharField(blank=True, choices=[('', '未查毒'), ('waiting', '待查毒'), ('clean', '已查毒'), ('found', '已隔离')], default='', max_length=8, verbose_name='查毒')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='存入时间')),
                ],
                options={
                    'verbose_name': '文件',
                    'verbose_name_plural': '文件',
                    'indexes': [models.Index(condition=models.Q(('scan', 'waiting')), fields=['id'], name='file_waits_for_scan')],
                },
            ),
            migrations.CreateModel(
                name='QuarantinedFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sm3', models.CharField(max_length=64, verbose_name='SM3')),
                    ('size', models.PositiveIntegerField(verbose_name='字节数')),
                    ('name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                    ('place', models.CharField(blank=True, max_length=100, verbose_name='添加位置')),
                    ('signature', models.CharField(max_length=200, verbose_name='查毒结果')),
                    ('address_note', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                    ('request_id', models.CharField(blank=True, max_length=64, verbose_name='请求编号')),
                    ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发现时间')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='添加人')),
                ],
                options={
                    'verbose_name': '隔离的文件',
                    'verbose_name_plural': '隔离的文件',
                    'indexes': [models.Index(fields=['-found_at', '-id'], name='quarantined_latest')],
                },
            ),
            migrations.CreateModel(
                name='StagedUpload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, unique=True, verbose_name='凭证摘要')),
                    ('holder', models.CharField(max_length=40, verbose_name='添加方')),
                    ('name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('size', models.PositiveIntegerField(verbose_name='字节数')),
                    ('received', models.PositiveIntegerField(default=0, verbose_name='已接收字节')),
                    ('notes', models.JSONField(default=list, verbose_name='提示')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='开始时间')),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ],
                options={
                    'verbose_name': '添加中的文件',
                    'verbose_name_plural': '添加中的文件',
                    'indexes': [models.Index(fields=['holder', 'created_at'], name='upload_of_holder'), models.Index(fields=['created_at'], name='upload_by_age')],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=64, verbose_name='资料种类')),
                    ('name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('subject', models.CharField(choices=[('enterprise', '企业'), ('device', '设备'), ('renewal', '换证申请'), ('matter', '企业事项'), ('former_of_enterprise', '企业(已更换)')], max_length=20, verbose_name='归属')),
                    ('subject_id', models.BigIntegerField(verbose_name='归属编号')),
                    ('carried_over', models.BooleanField(default=False, verbose_name='沿用原备案资料')),
                    ('photo_link_id', models.BigIntegerField(null=True, verbose_name='扫码传图编号')),
                    ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='添加时间')),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.enterprise')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='documents.storedfile')),
                ],
                options={
                    'verbose_name': '附件',
                    'verbose_name_plural': '附件',
                    'indexes': [models.Index(fields=['subject', 'subject_id', 'kind'], name='attachment_of_subject'), models.Index(condition=models.Q(('photo_link_id__isnull', False)), fields=['photo_link_id', 'id'], name='attachment_by_phone')],
                    'constraints': [models.UniqueConstraint(fields=('subject', 'subject_id', 'kind', 'file'), name='one_file_once_for_each_kind')],
                },
            ),
        ]),
    ]
