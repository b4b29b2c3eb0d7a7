"""All of devices at once, for an empty database; one that exists goes on by the migrations that this replaces."""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import django_fsm
import ground.encrypted
from django.conf import settings
from django.db import migrations, models

from ground.migrating import AllAtOnce

# What the database has beside its tables, as the migrations of before make it.
search = import_module("devices.migrations.0002_search_index")


class Migration(migrations.Migration):

    replaces = [
        ("devices", "0001_initial"),
        ("devices", "0002_search_index"),
        ("devices", "0003_same_maker"),
        ("devices", "0004_lists_in_every_order"),
        ("devices", "0005_deferred_machines"),
        ("devices", "0006_cancelled_there"),
        ("devices", "0007_numbers_corrected_by_hand"),
        ("devices", "0008_cases_on_the_desk"),
        ("devices", "0009_catalogue_drafts_and_city_rules"),
        ("devices", "0010_register_imports"),
        ("devices", "0011_kept_ages"),
        ("devices", "0012_personal_data_encrypted"),
        ("devices", "0013_encrypt_rows"),
        ("devices", "0014_lists_at_scale"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0013_firms_by_name"),
        ("audit", "0007_cases_on_the_desk"),
        ("documents", "0004_papers_of_matters"),
    ]

    operations = [
        AllAtOnce([
            migrations.CreateModel(
                name='CatalogueVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=40, unique=True, verbose_name='版本号')),
                    ('effective_on', models.DateField(verbose_name='生效日期')),
                    ('data', models.JSONField(verbose_name='内容')),
                    ('sm3', models.CharField(max_length=64, verbose_name='SM3')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='修改原因')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发布时间')),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                ],
                options={
                    'verbose_name': '参数目录版本',
                    'verbose_name_plural': '参数目录版本',
                },
            ),
            migrations.CreateModel(
                name='CityRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, unique=True, verbose_name='规则')),
                    ('value', models.JSONField(null=True, verbose_name='取值')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='更新时间')),
                    ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '规则设置',
                    'verbose_name_plural': '规则设置',
                },
            ),
            migrations.CreateModel(
                name='Device',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('claimed_until', models.DateTimeField(blank=True, null=True, verbose_name='签收有效至')),
                    ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交入库时间')),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='入库时间')),
                    ('refusal_reason', models.TextField(blank=True, verbose_name='审核不通过原因')),
                    ('refusal_remarks', models.JSONField(blank=True, default=list, verbose_name='审核不通过的逐项意见')),
                    ('intake_round', models.PositiveSmallIntegerField(default=0, verbose_name='提交入库次数')),
                    ('intake_warnings', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='入库预审提醒数')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('category', models.CharField(max_length=40, verbose_name='设备类别')),
                    ('sub_type', models.CharField(blank=True, max_length=40, verbose_name='子型')),
                    ('model', models.CharField(blank=True, max_length=50, verbose_name='规格型号')),
                    ('factory_number', models.CharField(blank=True, max_length=40, verbose_name='出厂编号')),
                    ('manufacturer', models.CharField(blank=True, max_length=80, verbose_name='制造单位')),
                    ('manufacture_date', models.DateField(blank=True, null=True, verbose_name='出厂日期')),
                    ('internal_number', models.CharField(blank=True, max_length=30, verbose_name='企业自编号')),
                    ('storage_town', models.CharField(blank=True, max_length=40, verbose_name='存放镇街')),
                    ('old_registration_number', models.CharField(blank=True, max_length=40, verbose_name='原备案号')),
                    ('contact_name', ground.encrypted.EncryptedField(blank=True, max_length=40, purpose='name', verbose_name='联系人')),
                    ('contact_phone', ground.encrypted.EncryptedField(blank=True, max_length=20, purpose='phone', verbose_name='联系电话')),
                    ('details', models.JSONField(default=dict, verbose_name='其他字段')),
                    ('parameters', models.JSONField(default=dict, verbose_name='技术参数')),
                    ('search_text', models.CharField(blank=True, editable=False, max_length=400, verbose_name='检索文本')),
                    ('age_near_from', models.DateField(editable=False, null=True, verbose_name='临近评估年限')),
                    ('age_limit_on', models.DateField(editable=False, null=True, verbose_name='评估年限届满')),
                    ('assessed_until', models.DateField(editable=False, null=True, verbose_name='安全评估有效至')),
                    ('age_basis', models.CharField(blank=True, editable=False, max_length=16)),
                    ('intake_status', django_fsm.FSMField(choices=[('draft', '未提交'), ('pending', '待审核'), ('rejected', '审核不通过'), ('approved', '已入库')], default='draft', max_length=50, protected=True, verbose_name='入库状态')),
                    ('certificate_status', django_fsm.FSMField(blank=True, choices=[('', '未入库'), ('awaiting_renewal', '待换发证件'), ('renewing', '换证中'), ('renewed', '已换证'), ('home_renewal', '属地换证'), ('deferred', '暂不换证'), ('revoked', '已注销')], default='', max_length=50, protected=True, verbose_name='换证标识')),
                    ('new_registration_number', models.CharField(blank=True, max_length=64, verbose_name='新备案号')),
                    ('number_in_force', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('new_registration_number', models.Value('')), 'old_registration_number'), output_field=models.CharField(max_length=64, verbose_name='备案号'))),
                    ('factory_number_key', models.CharField(blank=True, editable=False, max_length=40)),
                    ('manufacturer_key', models.CharField(blank=True, editable=False, max_length=80)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='创建时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                    ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='删除时间')),
                    ('cancelled_there_at', models.DateTimeField(blank=True, null=True, verbose_name='省网注销时间（核实中）')),
                    ('catalogue_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.catalogueversion')),
                    ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='accounts.enterprise', verbose_name='产权单位')),
                    ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='devices.device')),
                    ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '设备',
                    'verbose_name_plural': '设备',
                    'indexes': [models.Index(fields=['enterprise', '-created_at', '-id'], name='device_of_enterprise'), models.Index(fields=['-created_at', '-id'], name='device_latest'), models.Index(fields=['intake_status', '-created_at', '-id'], name='device_by_intake'), models.Index(fields=['certificate_status', '-created_at', '-id'], name='device_by_mark'), models.Index(fields=['enterprise', 'intake_status', 'certificate_status'], name='device_tally'), models.Index(fields=['intake_status', 'submitted_at', 'id'], name='device_intake_queue'), models.Index(condition=models.Q(('deleted_at__isnull', True), ('intake_status', 'pending')), fields=['submitted_at'], name='device_waiting'), models.Index(fields=['intake_status', 'manufacture_date', 'id'], name='device_intake_queue_by_age'), models.Index(fields=['factory_number_key'], name='device_factory_number'), models.Index(fields=['storage_town', '-created_at', '-id'], name='device_of_town'), models.Index(fields=['enterprise', 'number_in_force', 'id'], name='device_by_number'), models.Index(fields=['enterprise', 'model', 'id'], name='device_by_model'), models.Index(fields=['enterprise', 'factory_number', 'id'], name='device_by_serial'), models.Index(fields=['enterprise', 'manufacture_date', 'id'], name='device_by_age'), models.Index(fields=['enterprise', 'age_limit_on'], name='device_age_of_firm'), models.Index(fields=['age_limit_on'], name='device_age_limit'), models.Index(fields=['age_basis', 'id'], name='device_age_basis'), models.Index(ground.encrypted.LookupHead('contact_phone'), name='device_by_phone'), models.Index(condition=models.Q(('certificate_status', 'renewed')), fields=['manufacturer_key', 'category', '-id'], name='device_same_maker')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True), ('intake_status', 'approved'), models.Q(('certificate_status', 'revoked'), _negated=True)), fields=('manufacturer_key', 'factory_number_key', 'category'), name='one_machine_for_each_maker_and_serial'), models.CheckConstraint(condition=models.Q(('certificate_status', ''), ('intake_status', 'approved'), _connector='OR'), name='certificate_mark_only_in_the_register'), models.CheckConstraint(condition=models.Q(models.Q(('certificate_status', 'renewed'), _negated=True), models.Q(('new_registration_number', ''), _negated=True), _connector='OR'), name='renewed_machine_has_its_new_number')],
                },
            ),
            migrations.CreateModel(
                name='RegisterImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('machines', '设备台账'), ('firms', '企业名单')], max_length=10, verbose_name='内容')),
                    ('name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='上传时间')),
                    ('sheet', models.CharField(blank=True, max_length=80, verbose_name='工作表')),
                    ('sheets', models.JSONField(default=list, verbose_name='全部工作表')),
                    ('header_line', models.PositiveIntegerField(default=0, verbose_name='表头行')),
                    ('heads', models.JSONField(default=list, verbose_name='表头')),
                    ('samples', ground.encrypted.EncryptedJSONField(default=list, verbose_name='示例')),
                    ('mapping', models.JSONField(default=dict, verbose_name='对应列')),
                    ('notes', models.JSONField(default=list, verbose_name='说明')),
                    ('read_at', models.DateTimeField(null=True, verbose_name='读取时间')),
                    ('checked_at', models.DateTimeField(null=True, verbose_name='试算时间')),
                    ('taken_at', models.DateTimeField(null=True, verbose_name='导入时间')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ],
                options={
                    'verbose_name': '台账导入',
                    'verbose_name_plural': '台账导入',
                    'indexes': [models.Index(fields=['-created_at', '-id'], name='import_latest')],
                },
            ),
            migrations.CreateModel(
                name='ImportRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line', models.PositiveIntegerField(verbose_name='行')),
                    ('cells', ground.encrypted.EncryptedJSONField(default=list, verbose_name='内容')),
                    ('given', ground.encrypted.EncryptedJSONField(default=dict, verbose_name='读取结果')),
                    ('first_key', models.CharField(blank=True, max_length=200)),
                    ('second_key', models.CharField(blank=True, max_length=200)),
                    ('digest', models.CharField(blank=True, max_length=64)),
                    ('title', models.CharField(blank=True, max_length=200, verbose_name='备案号或名称')),
                    ('verdict', models.CharField(blank=True, choices=[('', '待试算'), ('parsed', '试算中'), ('add', '将新增'), ('change', '将更新'), ('same', '无变化'), ('duplicate', '文件内重复'), ('conflict', '与市网记录不一致'), ('waits', '待补企业信息'), ('refused', '不能导入')], max_length=10, verbose_name='试算结果')),
                    ('said', models.CharField(blank=True, max_length=1000, verbose_name='说明')),
                    ('problems', ground.encrypted.EncryptedJSONField(default=list, verbose_name='逐项问题')),
                    ('noted', models.BooleanField(default=False, verbose_name='有提醒')),
                    ('outcome', models.CharField(blank=True, choices=[('', '未导入'), ('added', '已新增'), ('changed', '已更新'), ('skipped', '未导入（情况已变化）')], max_length=10, verbose_name='导入结果')),
                    ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='devices.device')),
                    ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.enterprise')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='devices.registerimport')),
                ],
                options={
                    'verbose_name': '台账导入行',
                    'verbose_name_plural': '台账导入行',
                    'indexes': [models.Index(fields=['run', 'verdict', 'id'], name='import_row_verdict'), models.Index(fields=['run', 'first_key'], name='import_row_first'), models.Index(fields=['run', 'second_key'], name='import_row_second')],
                    'constraints': [models.UniqueConstraint(fields=('run', 'line'), name='one_row_for_each_line')],
                },
            ),
            migrations.CreateModel(
                name='ImportJob',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('work', models.CharField(choices=[('read', '读取文件'), ('check', '试算'), ('take', '正式导入')], max_length=10, verbose_name='事项')),
                    ('state', models.CharField(choices=[('waiting', '等待处理'), ('running', '处理中'), ('done', '已完成'), ('failed', '未完成')], default='waiting', max_length=10, verbose_name='状态')),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='发起时间')),
                    ('lease_until', models.DateTimeField(null=True, verbose_name='处理有效至')),
                    ('claim', models.PositiveIntegerField(default=0, verbose_name='领取次数')),
                    ('done', models.PositiveIntegerField(default=0, verbose_name='已处理')),
                    ('total', models.PositiveIntegerField(default=0, verbose_name='总数')),
                    ('problem', models.CharField(blank=True, max_length=400, verbose_name='未完成原因')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='devices.registerimport')),
                ],
                options={
                    'verbose_name': '台账导入处理',
                    'verbose_name_plural': '台账导入处理',
                    'indexes': [models.Index(fields=['state', 'lease_until'], name='import_job_due')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('run',), name='one_open_job_for_each_import')],
                },
            ),
            migrations.CreateModel(
                name='ImportedMachine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line', models.PositiveIntegerField(verbose_name='行')),
                    ('device_revision', models.PositiveIntegerField(verbose_name='写入时修订')),
                    ('device', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='imported', to='devices.device')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.registerimport')),
                ],
                options={
                    'verbose_name': '台账导入设备',
                    'verbose_name_plural': '台账导入设备',
                },
            ),
            migrations.CreateModel(
                name='RegistrationNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('paper', '旧证'), ('electronic', '电子证照')], max_length=12, verbose_name='种类')),
                    ('number', models.CharField(max_length=64, verbose_name='备案号')),
                    ('key', models.CharField(max_length=64, unique=True, verbose_name='归一化')),
                    ('since', models.DateField(null=True, verbose_name='启用日期')),
                    ('until', models.DateField(null=True, verbose_name='失效日期')),
                    ('mistaken', models.BooleanField(default=False, verbose_name='已更正')),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='devices.device')),
                ],
                options={
                    'verbose_name': '备案号',
                    'verbose_name_plural': '备案号',
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='RememberedColumn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('machines', '设备台账'), ('firms', '企业名单')], max_length=10, verbose_name='内容')),
                    ('heading', models.CharField(max_length=80, verbose_name='表头')),
                    ('field', models.CharField(blank=True, max_length=60, verbose_name='字段')),
                ],
                options={
                    'verbose_name': '台账导入列对应',
                    'verbose_name_plural': '台账导入列对应',
                    'constraints': [models.UniqueConstraint(fields=('kind', 'heading'), name='one_field_for_each_heading')],
                },
            ),
            migrations.CreateModel(
                name='CatalogueDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slot', models.PositiveSmallIntegerField(default=1, editable=False, unique=True)),
                    ('number', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^[0-9A-Za-z][0-9A-Za-z.\\-]{0,19}\\Z', '版本号应为 1 至 20 位数字、字母、点或横线，例如 2027.1。')], verbose_name='版本号')),
                    ('effective_on', models.DateField(blank=True, null=True, verbose_name='生效日期')),
                    ('data', models.JSONField(verbose_name='内容')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='修订')),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='新建时间')),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='更新时间')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.catalogueversion', verbose_name='底版')),
                ],
                options={
                    'verbose_name': '参数目录草稿',
                    'verbose_name_plural': '参数目录草稿',
                    'constraints': [models.CheckConstraint(condition=models.Q(('slot', 1)), name='one_catalogue_draft_at_a_time')],
                },
            ),
        ]),
        *search.Migration.operations,
    ]
