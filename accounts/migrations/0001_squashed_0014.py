"""All of accounts at once, for an empty database; one that exists goes on by the migrations that this replaces."""

from importlib import import_module

import accounts.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import ground.encrypted
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce

# What the database has beside its tables, as the migrations of before make it.
first_notice = import_module("accounts.migrations.0011_first_privacy_notice")
firms_by_name = import_module("accounts.migrations.0013_firms_by_name")


class Migration(migrations.Migration):

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_credentials"),
        ("accounts", "0003_large_type"),
        ("accounts", "0004_people_in_every_order"),
        ("accounts", "0005_duties_and_failed_logins"),
        ("accounts", "0006_second_factor"),
        ("accounts", "0007_session_limits"),
        ("accounts", "0008_personal_data_encrypted"),
        ("accounts", "0009_encrypt_rows"),
        ("accounts", "0010_privacy"),
        ("accounts", "0011_first_privacy_notice"),
        ("accounts", "0012_external_identity"),
        ("accounts", "0013_firms_by_name"),
        ("accounts", "0014_ended_sessions"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('role', models.CharField(choices=[('enterprise_staff', '企业用户'), ('enterprise_manager', '企业管理员'), ('reviewer', '审核人员'), ('administrator', '管理员'), ('head', '负责人'), ('supervisor', '监督人员')], default='enterprise_staff', max_length=20, verbose_name='角色')),
                    ('full_name', ground.encrypted.EncryptedField(blank=True, max_length=40, purpose='name', verbose_name='姓名')),
                    ('phone', ground.encrypted.EncryptedField(blank=True, max_length=20, purpose='phone', verbose_name='手机')),
                    ('email', ground.encrypted.EncryptedField(blank=True, max_length=254, purpose='mailbox', verbose_name='电子邮箱')),
                    ('town', models.CharField(blank=True, help_text='仅监督人员填写', max_length=9, verbose_name='监管镇街')),
                    ('duty_system', models.BooleanField(default=False, help_text='企业、城市数据、省网对接、台账导入', verbose_name='系统管理员')),
                    ('duty_security', models.BooleanField(default=False, help_text='账号、角色、会话、解除锁定', verbose_name='安全管理员')),
                    ('duty_audit', models.BooleanField(default=False, help_text='查看全部历史和导出，不作任何改动', verbose_name='审计管理员')),
                    ('must_change_password', models.BooleanField(default=False, verbose_name='下次登录须修改密码')),
                    ('must_consent', models.BooleanField(default=True, editable=False, verbose_name='须确认个人信息保护政策')),
                    ('forgotten_at', models.DateTimeField(editable=False, null=True, verbose_name='匿名化时间')),
                    ('large_type', models.BooleanField(default=False, help_text='登录后以大字号、高对比度显示', verbose_name='长者模式')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': '账号',
                    'verbose_name_plural': '账号',
                    'indexes': [models.Index(ground.encrypted.LookupHead('full_name'), name='person_by_name'), models.Index(ground.encrypted.LookupHead('phone'), name='person_by_phone'), models.Index(ground.encrypted.LookupHead('email'), name='person_by_mailbox')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('role', 'administrator'), models.Q(('duty_audit', False), ('duty_security', False), ('duty_system', False)), _connector='OR'), name='duties_are_administrators')],
                },
                managers=[
                    ('objects', accounts.models.People()),
                ],
            ),
            migrations.CreateModel(
                name='EndedSession',
                fields=[
                    ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='摘要')),
                    ('account_id', models.BigIntegerField(verbose_name='账号编号')),
                    ('why', models.CharField(choices=[('elsewhere', '别处登录'), ('own', '本人在别处结束'), ('manager', '企业管理员结束'), ('office', '安全管理员结束'), ('password', '密码已修改'), ('factor', '动态口令已修改'), ('role', '角色、职责或企业已修改'), ('closed', '账号已停用')], max_length=12, verbose_name='原因')),
                    ('agent', models.CharField(blank=True, help_text='在哪里结束的', max_length=40, verbose_name='浏览器')),
                    ('ended_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='结束时间')),
                ],
                options={
                    'verbose_name': '已结束的会话',
                    'verbose_name_plural': '已结束的会话',
                },
            ),
            migrations.CreateModel(
                name='LoginSession',
                fields=[
                    ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                    ('session_data', models.TextField(verbose_name='session data')),
                    ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                    ('account_id', models.BigIntegerField(db_index=True, null=True, verbose_name='账号编号')),
                    ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='登录时间')),
                    ('last_seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='最近操作')),
                    ('address', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                    ('agent', models.CharField(blank=True, max_length=40, verbose_name='浏览器')),
                ],
                options={
                    'verbose_name': '登录会话',
                    'verbose_name_plural': '登录会话',
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SecondFactor',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='second_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('secret', models.CharField(max_length=200, verbose_name='密钥密文')),
                    ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='启用时间')),
                    ('last_step', models.BigIntegerField(default=0, verbose_name='最近使用的时间步')),
                ],
                options={
                    'verbose_name': '动态口令',
                    'verbose_name_plural': '动态口令',
                },
            ),
            migrations.CreateModel(
                name='Enterprise',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, unique=True, verbose_name='企业名称')),
                    ('uscc', models.CharField(help_text='18 位，GB 32100-2015', max_length=18, unique=True, verbose_name='统一社会信用代码')),
                    ('uscc_check_waived', models.BooleanField(default=False, help_text='仅限早期试点代码，勾选即留痕', verbose_name='免校验位')),
                    ('region_code', models.CharField(default='442000', help_text='GB/T 2260，中山市为 442000', max_length=6, verbose_name='工商注册地代码')),
                    ('town', models.CharField(blank=True, max_length=9, verbose_name='所在镇街')),
                    ('address', models.CharField(blank=True, max_length=120, verbose_name='注册地址')),
                    ('contact_name', ground.encrypted.EncryptedField(blank=True, max_length=40, purpose='name', verbose_name='联系人')),
                    ('contact_phone', ground.encrypted.EncryptedField(blank=True, max_length=20, purpose='phone', verbose_name='联系电话')),
                    ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ],
                options={
                    'verbose_name': '企业',
                    'verbose_name_plural': '企业',
                    'ordering': ['-created_at', '-id'],
                    'indexes': [models.Index(fields=['-created_at', '-id'], name='enterprise_latest'), models.Index(ground.encrypted.LookupHead('contact_phone'), name='enterprise_by_phone')],
                },
            ),
            migrations.AddField(
                model_name='user',
                name='enterprise',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.enterprise', verbose_name='企业'),
            ),
            migrations.CreateModel(
                name='ExternalIdentity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issuer', models.CharField(max_length=200, verbose_name='签发方')),
                    ('subject', models.CharField(max_length=64, verbose_name='对方编号摘要')),
                    ('linked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='绑定时间')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '统一身份认证绑定',
                    'verbose_name_plural': '统一身份认证绑定',
                    'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='one_account_for_an_identity'), models.UniqueConstraint(fields=('issuer', 'person'), name='one_identity_for_an_account')],
                },
            ),
            migrations.CreateModel(
                name='LoginFailure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                    ('account_digest', models.CharField(max_length=64, verbose_name='账号摘要')),
                    ('address', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                ],
                options={
                    'verbose_name': '登录失败',
                    'verbose_name_plural': '登录失败',
                    'indexes': [models.Index(fields=['account_digest', '-at'], name='failures_of_account'), models.Index(fields=['address', '-at'], name='failures_from_address'), models.Index(fields=['at'], name='failures_by_time')],
                },
            ),
            migrations.CreateModel(
                name='OneTimeLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, unique=True, verbose_name='摘要')),
                    ('purpose', models.CharField(choices=[('invite', '开通账号'), ('reset', '重设密码'), ('forgotten', '找回密码')], max_length=20, verbose_name='用途')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='生成时间')),
                    ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                    ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                    ('revoked_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '一次性链接',
                    'verbose_name_plural': '一次性链接',
                },
            ),
            migrations.CreateModel(
                name='PastPassword',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='密码摘要')),
                    ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='设置时间')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_passwords', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '历史密码',
                    'verbose_name_plural': '历史密码',
                    'ordering': ['-set_at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='PrivacyNotice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(unique=True, verbose_name='版本')),
                    ('text', models.TextField(max_length=20000, verbose_name='正文')),
                    ('digest', models.CharField(max_length=64, verbose_name='SM3 摘要')),
                    ('asks_consent', models.BooleanField(default=True, verbose_name='须重新确认')),
                    ('reason', models.CharField(max_length=200, verbose_name='修改说明')),
                    ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发布时间')),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                ],
                options={
                    'verbose_name': '个人信息保护政策',
                    'verbose_name_plural': '个人信息保护政策',
                    'ordering': ['-version'],
                },
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                    ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '恢复码',
                    'verbose_name_plural': '恢复码',
                    'constraints': [models.UniqueConstraint(fields=('person', 'digest'), name='recovery_codes_of_a_person_differ')],
                },
            ),
            migrations.CreateModel(
                name='ResetRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='申请时间')),
                    ('account_digest', models.CharField(max_length=64, verbose_name='账号摘要')),
                    ('address', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                    ('claimed_at', models.DateTimeField(null=True, verbose_name='领取时间')),
                    ('sent_at', models.DateTimeField(null=True, verbose_name='发送时间')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '找回密码申请',
                    'verbose_name_plural': '找回密码申请',
                    'indexes': [models.Index(fields=['account_digest', 'asked_at'], name='resets_of_account'), models.Index(fields=['address', 'asked_at'], name='resets_from_address'), models.Index(condition=models.Q(('person__isnull', False), ('sent_at__isnull', True)), fields=['asked_at'], name='resets_to_send')],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(verbose_name='版本')),
                    ('digest', models.CharField(max_length=64, verbose_name='SM3 摘要')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='确认时间')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '个人信息同意',
                    'verbose_name_plural': '个人信息同意',
                    'ordering': ['-at', '-id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('person', 'version'), name='one_consent_to_a_version')],
                },
            ),
            migrations.CreateModel(
                name='DeletionRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('note', ground.encrypted.EncryptedField(blank=True, max_length=200, purpose='note', verbose_name='说明')),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='申请时间')),
                    ('state', models.CharField(choices=[('waiting', '待处理'), ('done', '已删除'), ('declined', '不予删除')], default='waiting', max_length=10, verbose_name='状态')),
                    ('answer', models.CharField(blank=True, max_length=300, verbose_name='答复')),
                    ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                    ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deletion_requests', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '删除个人信息申请',
                    'verbose_name_plural': '删除个人信息申请',
                    'indexes': [models.Index(fields=['state', '-asked_at', '-id'], name='deletion_by_state')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('person',), name='one_open_deletion_request')],
                },
            ),
            migrations.AddIndex(
                model_name='user',
                index=models.Index(fields=['enterprise', 'username', 'id'], name='person_by_account'),
            ),
            migrations.AddIndex(
                model_name='user',
                index=models.Index(fields=['enterprise', 'last_login', 'id'], name='person_by_last_login'),
            ),
            migrations.AddConstraint(
                model_name='user',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('enterprise__isnull', False), ('role__in', ['enterprise_manager', 'enterprise_staff'])), models.Q(('enterprise__isnull', True), ('role__in', ['administrator', 'head', 'reviewer', 'supervisor'])), _connector='OR'), name='enterprise_people_have_an_enterprise'),
            ),
        ]),
        migrations.RunPython(first_notice.publish, migrations.RunPython.noop),
        *firms_by_name.Migration.operations,
    ]
