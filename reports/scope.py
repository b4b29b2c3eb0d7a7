"""Whose figures a person sees: the city's, or those of the own town for a supervisor."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from accounts.towns import town_name
from certificates.models import CertificateQuerySet, ElectronicCertificate
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.glossary import CertificateStatus
from ground.kept_counts import in_words
from renewals.models import Decision, RenewalApplication
from renewals.models.application import RenewalQuerySet
from reports.models import Tally

# 应换证设备: of the register, without those that are exchanged elsewhere, put off, or deregistered.
DUE = (CertificateStatus.AWAITING_RENEWAL, CertificateStatus.RENEWING, CertificateStatus.RENEWED)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person's reports are made of; all of it begins with `visible_to`."""

    user: User

    @classmethod
    def of_the_city(cls) -> Scope:
        """For what is made without a person: what the head of the office sees."""
        return cls(User(role=Role.HEAD, is_active=True))

    @classmethod
    def of_town(cls, town: str) -> Scope:
        """The same for what a town's supervisors see."""
        return cls(User(role=Role.SUPERVISOR, town=town, is_active=True))

    @property
    def seen(self) -> str:
        """What tells the rows that this person sees from those of others, whatever the reason."""
        return in_words(self.machines()) + in_words(self.renewals())

    @property
    def is_town(self) -> bool:
        """Whether one town is all that the person sees."""
        return self.user.role == Role.SUPERVISOR

    @property
    def word(self) -> str:
        """The scope in words."""
        return (town_name(self.user.town) or "未设置监管镇街") if self.is_town else "全市"

    def machines(self) -> DeviceQuerySet:
        """The machines of the register."""
        return Device.objects.visible_to(self.user).registered().order_by()

    def renewals(self) -> RenewalQuerySet:
        """The renewals that were handed in and not voided."""
        return RenewalApplication.objects.visible_to(self.user).live().order_by()

    def decisions(self) -> QuerySet[Decision]:
        """What was decided on renewals."""
        decided = Decision.objects.order_by()
        return (
            decided.filter(renewal__in=RenewalApplication.objects.visible_to(self.user))
            if self.is_town
            else decided
        )

    def certificates(self) -> CertificateQuerySet:
        """The certificates of machines."""
        return ElectronicCertificate.objects.visible_to(self.user).valid().order_by()

    def tallies(self) -> QuerySet[Tally]:
        """The kept figures."""
        kept = Tally.objects.order_by()
        return kept.filter(town=self.user.town).exclude(town="") if self.is_town else kept
