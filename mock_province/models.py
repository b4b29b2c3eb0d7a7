"""The platform's books: what was handed over, what was decided, what was issued and announced."""

import secrets

from django.core.validators import MaxValueValidator
from django.db import models


class Status(models.TextChoices):
    """Of a renewal; the last two are final."""

    RECEIVED = "RECEIVED", "已接收"
    PROCESSING = "PROCESSING", "办理中"
    ISSUED = "ISSUED", "已制证"
    RETURNED = "RETURNED", "已退回"


class Category(models.TextChoices):
    """Of a machine."""

    TOWER_CRANE = "TOWER_CRANE", "塔式起重机"
    CONSTRUCTION_HOIST = "CONSTRUCTION_HOIST", "施工升降机"
    MATERIAL_HOIST = "MATERIAL_HOIST", "物料提升机"
    OTHER = "OTHER", "其他起重机械"


class StoredFile(models.Model):
    """One attachment; its bytes lie in the data folder under their digest."""

    sm3 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sm3


class Renewal(models.Model):
    """One hand-over of a city: the body as understood, and the SM3 of its bytes."""

    acceptance_no = models.CharField(max_length=64, unique=True)
    client_ref = models.CharField(max_length=64, unique=True)
    content_sm3 = models.CharField(max_length=64)
    content = models.JSONField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    previous_no_key = models.CharField(max_length=64, db_index=True)
    machine_key = models.CharField(max_length=300, db_index=True)
    received_at = models.DateTimeField()
    processing_at = models.DateTimeField()
    decided_at = models.DateTimeField(db_index=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    reason = models.TextField(default="")
    reserved_no = models.CharField(max_length=64, default="", help_text="set before the certificate is made")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "decided_at"])]

    def __str__(self) -> str:
        return self.acceptance_no

    @property
    def is_final(self) -> bool:
        """ISSUED and RETURNED never change."""
        return self.status in (Status.ISSUED, Status.RETURNED)


class Certificate(models.Model):
    """An electronic certificate. `face` is what stands on it."""

    certificate_no = models.CharField(max_length=64, primary_key=True)
    renewal = models.OneToOneField(Renewal, models.PROTECT, related_name="certificate")
    registration_no = models.CharField(max_length=64, unique=True)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    issuer = models.CharField(max_length=200)
    file_sm3 = models.CharField(max_length=64)
    file_size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20, default="application/pdf")
    face = models.JSONField()

    class Meta:
        ordering = ["-renewal_id"]

    def __str__(self) -> str:
        return self.registration_no

    @property
    def extension(self) -> str:
        """Of the file's name: pdf or ofd."""
        return self.media_type.rpartition("/")[2]


class RegistrationChange(models.Model):
    """One item of the feed; its id is its sequence, in the order of commits."""

    class Status(models.TextChoices):
        VALID = "VALID", "有效"
        CANCELLED = "CANCELLED", "注销"

    renewal = models.ForeignKey(Renewal, models.PROTECT, null=True)
    registration_no = models.CharField("设备备案号", max_length=64)
    previous_registration_no = models.CharField("原备案号", max_length=64, default="", blank=True)
    owner_name = models.CharField("产权单位", max_length=200)
    owner_uscc = models.CharField("统一社会信用代码", max_length=18)
    owner_region_code = models.CharField("产权单位所在地代码", max_length=6)
    category = models.CharField("设备类别", max_length=20, choices=Category.choices)
    model = models.CharField("规格型号", max_length=64)
    serial_no = models.CharField("出厂编号", max_length=64)
    manufacturer = models.CharField("制造单位", max_length=200, default="", blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.VALID)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.registration_no} {self.status}"


class NumberSeries(models.Model):
    """The next number of one series, e.g. T2026 for tower cranes registered in 2026."""

    series = models.CharField(max_length=32, primary_key=True)
    next_number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.series} {self.next_number}"


class Nonce(models.Model):
    """A nonce in use; `seen_at` in Unix seconds."""

    app_key = models.CharField(max_length=64)
    nonce = models.CharField(max_length=128)
    seen_at = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["app_key", "nonce"], name="nonce_once_per_app")]

    def __str__(self) -> str:
        return self.nonce


class LedgerEntry(models.Model):
    """One event of the interface; the database itself refuses to change or delete it.

    `committed` stands in the transaction that it tells of, so that ledger and books cannot differ. `at` is the
    machine's true time, whatever the platform's clock pretends.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", "请求"
        COMMITTED = "committed", "落账"
        ANSWERED = "answered", "答复"

    at = models.DateTimeField()
    request_id = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=220)
    facts = models.JSONField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


def new_epoch() -> str:
    """Names one life of this database, so that a cursor of another one is not understood."""
    return secrets.token_hex(4)


def share() -> models.PositiveSmallIntegerField:
    """A share of requests or items in percent."""
    return models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])


class CertificateFormat(models.TextChoices):
    """Of the files that are issued from now on."""

    PDF = "pdf", "PDF"
    OFD = "ofd", "OFD"
    MIXED = "mixed", "PDF 与 OFD 各半"


class Platform(models.Model):
    """The one row of conditions that hold for everybody; `conditions.py` names them for people."""

    epoch = models.CharField(max_length=8, default=new_epoch)
    maintenance_until = models.PositiveBigIntegerField(default=0, help_text="Unix seconds, true time")
    requests_per_minute = models.PositiveIntegerField(default=0, help_text="0: no limit")
    clock_skew_seconds = models.IntegerField(default=0)
    latency_ms = models.PositiveIntegerField(default=0)
    slow_percent = share()
    error_percent = share()
    busy_percent = share()
    retry_after_seconds = models.PositiveIntegerField(default=2)
    retry_after_as_date = models.BooleanField(default=False)
    html_percent = share()
    lost_percent = share()
    cut_percent = share()
    silent_percent = share()
    duplicate_percent = share()
    stale_percent = share()
    unknown_word_percent = share()
    corrupt_percent = share()
    return_percent = share()
    return_reason = models.CharField(max_length=200, blank=True, default="")
    certificate_format = models.CharField(
        max_length=5, choices=CertificateFormat.choices, default=CertificateFormat.PDF
    )

    def __str__(self) -> str:
        return self.epoch

    @classmethod
    def present(cls) -> "Platform":
        """The row, which a migration made."""
        return cls.objects.get(pk=1)
