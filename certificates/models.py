"""The result: electronic certificates as the province issued them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, may
from accounts.roles import Role
from devices.models import Device
from devices.numbers import key_of
from documents.models import StoredFile
from ground.glossary import CertificateValidity
from renewals.models import RenewalApplication


class CertificateQuerySet(models.QuerySet["ElectronicCertificate"]):
    """Reads of certificates."""

    def visible_to(self, user: User) -> CertificateQuerySet:
        """The own firm's; all for those of the office who read the register; a supervisor's by storage town."""
        if not user.is_active:
            return self.none()
        if user.is_enterprise:
            return self.filter(enterprise_id=user.enterprise_id)
        if not may(user, Action.VIEW_REGISTER):
            return self.none()
        if user.role != Role.SUPERVISOR:
            return self.all()
        return self.filter(device__storage_town=user.town).exclude(device__storage_town="")

    def valid(self) -> CertificateQuerySet:
        """Those that stand; whether they have run out is another question."""
        return self.filter(validity=CertificateValidity.VALID)

    def running_out(self, today: dt.date, *, within_days: int) -> CertificateQuerySet:
        """Those that stand and end today or within so many days."""
        last = today + dt.timedelta(days=within_days)
        return self.valid().filter(valid_until__gte=today, valid_until__lte=last)

    def run_out(self, today: dt.date) -> CertificateQuerySet:
        """Those that stand and whose last day is over."""
        return self.valid().filter(valid_until__lt=today)


class ElectronicCertificate(models.Model):
    """One issued certificate; its file was compared with the announced size and SM3 before it was kept.

    `renewal` is None where it was issued elsewhere and taken over by 备案号更新.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="certificates", verbose_name="设备")
    renewal = models.OneToOneField(
        RenewalApplication,
        models.PROTECT,
        null=True,
        related_name="certificate",
        verbose_name="换证申请",
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="certificates", verbose_name="产权单位"
    )
    certificate_number = models.CharField("证照标识", max_length=64, unique=True)
    registration_number = models.CharField("备案号", max_length=64)
    issued_on = models.DateField("发证日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    issuer = models.CharField("发证机关", max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="证照文件")
    created_at = models.DateTimeField("入库时间", default=timezone.now)
    validity = models.CharField(
        "证照状态",
        max_length=12,
        choices=CertificateValidity.choices,
        default=CertificateValidity.VALID,
    )
    ended_on = models.DateField("注销日期", null=True, blank=True)
    end_reason = models.CharField("注销原因", max_length=40, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电子证照"
        indexes = [
            models.Index(fields=["enterprise", "-created_at", "-id"], name="certificate_of_enterprise"),
            models.Index(fields=["-created_at", "-id"], name="certificate_latest"),
            models.Index(fields=["enterprise", "registration_number", "id"], name="certificate_by_number"),
            models.Index(fields=["enterprise", "issued_on", "id"], name="certificate_by_day"),
            models.Index(fields=["valid_until", "-id"], name="certificate_running_out"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_standing_certificate_for_each_number",
                fields=["registration_number"],
                condition=models.Q(validity=CertificateValidity.VALID),
            ),
            models.CheckConstraint(
                name="cancelled_certificates_say_when",
                condition=models.Q(validity=CertificateValidity.VALID) | models.Q(ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.registration_number

    @property
    def number_in_force(self) -> str:
        """The machine's number where it differs from what the standing certificate says (备案号更正), else empty."""
        now = self.device.new_registration_number
        differs = self.validity == CertificateValidity.VALID and now
        return now if differs and key_of(now) != key_of(self.registration_number) else ""

    @property
    def standing(self) -> CertificateValidity:
        """证照状态 as a word with a tone."""
        return CertificateValidity(self.validity)


class ArchivePackageQuerySet(models.QuerySet["ArchivePackage"]):
    """Reads of packages."""

    def visible_to(self, user: User) -> ArchivePackageQuerySet:
        """Those of the renewals that the person sees."""
        return self.filter(renewal__in=RenewalApplication.objects.visible_to(user))

    def handed_over(self) -> ArchivePackageQuerySet:
        """Those that the archive's folder holds."""
        return self.filter(handed_at__isnull=False)

    def failed(self) -> ArchivePackageQuerySet:
        """Those that could not be made at the last try."""
        return self.filter(handed_at__isnull=True)


class ArchivePackage(models.Model):
    """归档移交: the package of one finished renewal in the archive's folder, or why it is not there yet."""

    renewal = models.OneToOneField(
        RenewalApplication, models.PROTECT, related_name="archive_package", verbose_name="换证申请"
    )
    name = models.CharField("文件", max_length=200)  # below ARCHIVE_DIR
    sm3 = models.CharField("SM3", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    tried_at = models.DateTimeField("最近尝试时间")
    handed_at = models.DateTimeField("移交时间", null=True)
    problem = models.CharField("未能移交的原因", max_length=300, blank=True)

    objects = ArchivePackageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "归档移交"
        indexes = [
            models.Index(fields=["handed_at", "id"], name="package_handed_over"),
            models.Index(fields=["-tried_at", "-id"], name="package_latest_try"),
            models.Index(
                fields=["tried_at", "id"],
                name="package_not_handed_over",
                condition=models.Q(handed_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="handed_over_packages_have_a_digest",
                condition=models.Q(handed_at__isnull=True) | ~models.Q(sm3=""),
            )
        ]

    def __str__(self) -> str:
        return self.name
