"""All of certificates at once, for an empty database; one that exists goes on by the migrations that this replaces."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from ground.migrating import AllAtOnce


class Migration(migrations.Migration):

    replaces = [
        ("certificates", "0001_initial"),
        ("certificates", "0002_lists_in_every_order"),
        ("certificates", "0003_certificates_end_and_come_from_elsewhere"),
        ("certificates", "0004_archive_packages"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_credentials"),
        ("devices", "0005_deferred_machines"),
        ("documents", "0004_papers_of_matters"),
        ("renewals", "0012_kept_ages_and_waiting_photos"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='ArchivePackage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='文件')),
                    ('sm3', models.CharField(blank=True, max_length=64, verbose_name='SM3')),
                    ('size', models.PositiveBigIntegerField(default=0, verbose_name='字节数')),
                    ('tried_at', models.DateTimeField(verbose_name='最近尝试时间')),
                    ('handed_at', models.DateTimeField(null=True, verbose_name='移交时间')),
                    ('problem', models.CharField(blank=True, max_length=300, verbose_name='未能移交的原因')),
                    ('renewal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='archive_package', to='renewals.renewalapplication', verbose_name='换证申请')),
                ],
                options={
                    'verbose_name': '归档移交',
                    'verbose_name_plural': '归档移交',
                    'indexes': [models.Index(fields=['handed_at', 'id'], name='package_handed_over'), models.Index(fields=['-tried_at', '-id'], name='package_latest_try'), models.Index(condition=models.Q(('handed_at__isnull', True)), fields=['tried_at', 'id'], name='package_not_handed_over')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('handed_at__isnull', True), models.Q(('sm3', ''), _negated=True), _connector='OR'), name='handed_over_packages_have_a_digest')],
                },
            ),
            migrations.CreateModel(
                name='ElectronicCertificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('certificate_number', models.CharField(max_length=64, unique=True, verbose_name='证照标识')),
                    ('registration_number', models.CharField(max_length=64, verbose_name='备案号')),
                    ('issued_on', models.DateField(verbose_name='发证日期')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                    ('issuer', models.CharField(max_length=200, verbose_name='发证机关')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='入库时间')),
                    ('validity', models.CharField(choices=[('valid', '有效'), ('cancelled', '已注销')], default='valid', max_length=12, verbose_name='证照状态')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='注销日期')),
                    ('end_reason', models.CharField(blank=True, max_length=40, verbose_name='注销原因')),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='devices.device', verbose_name='设备')),
                    ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='accounts.enterprise', verbose_name='产权单位')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='证照文件')),
                    ('renewal', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='renewals.renewalapplication', verbose_name='换证申请')),
                ],
                options={
                    'verbose_name': '电子证照',
                    'verbose_name_plural': '电子证照',
                    'indexes': [models.Index(fields=['enterprise', '-created_at', '-id'], name='certificate_of_enterprise'), models.Index(fields=['-created_at', '-id'], name='certificate_latest'), models.Index(fields=['enterprise', 'registration_number', 'id'], name='certificate_by_number'), models.Index(fields=['enterprise', 'issued_on', 'id'], name='certificate_by_day'), models.Index(fields=['valid_until', '-id'], name='certificate_running_out')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('validity', 'valid')), fields=('registration_number',), name='one_standing_certificate_for_each_number'), models.CheckConstraint(condition=models.Q(('validity', 'valid'), ('ended_on__isnull', False), _connector='OR'), name='cancelled_certificates_say_when')],
                },
            ),
        ]),
    ]
