"""Who: enterprises and the people who act for them or for the city."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from stdnum.cn import uscc as uscc_rules

from accounts.credentials import (
    EndedSession,
    LoginFailure,
    LoginSession,
    OneTimeLink,
    PastPassword,
    RecoveryCode,
    ResetRequest,
    SecondFactor,
)
from accounts.identity.records import ExternalIdentity
from accounts.privacy.models import Consent, DeletionRequest, PrivacyNotice
from accounts.roles import ENTERPRISE_ROLES, OFFICE_ROLES, OFFICE_UNIT, UNITS, Duty, Role
from accounts.towns import town_choices
from accounts.uscc import problem_of
from audit.actors import Actor
from ground.encrypted import EncryptedField, LookupHead
from ground.glossary import AccountState, ActorKind
from ground.masking import masked_name

__all__ = [
    "DUTY_COLUMNS",
    "ZHONGSHAN_REGION",
    "Consent",
    "DeletionRequest",
    "EndedSession",
    "Enterprise",
    "ExternalIdentity",
    "LoginFailure",
    "LoginSession",
    "OneTimeLink",
    "PastPassword",
    "PrivacyNotice",
    "RecoveryCode",
    "ResetRequest",
    "SecondFactor",
    "User",
]

ZHONGSHAN_REGION = "442000"
TOWN_NEEDED = "中山市企业请选择所在镇街，设备入库和换证资料中要用。"
TOWN_UNKNOWN = "没有这个镇街代码，请从参数目录的镇街中选择。"
STILL_MASKED = "含有“*”的是脱敏后的内容，不能保存。请填写完整内容；不修改的，不填此项。"
DUTY_COLUMNS = {
    Duty.SYSTEM: "duty_system",
    Duty.SECURITY: "duty_security",
    Duty.AUDIT: "duty_audit",
}


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Reads of enterprises."""

    def visible_to(self, user: User) -> EnterpriseQuerySet:
        """Its own for enterprise people, all for the office, none for anybody else."""
        if not user.is_active:
            return self.none()
        if user.role in ENTERPRISE_ROLES:
            return self.filter(pk=user.enterprise_id)
        return self.all() if user.role in OFFICE_ROLES else self.none()


class Enterprise(models.Model):
    """An owner enterprise (产权单位)."""

    name = models.CharField("企业名称", max_length=200, unique=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, help_text="18 位，GB 32100-2015")
    uscc_check_waived = models.BooleanField(
        "免校验位", default=False, help_text="仅限早期试点代码，勾选即留痕"
    )
    region_code = models.CharField(
        "工商注册地代码", max_length=6, default=ZHONGSHAN_REGION, help_text="GB/T 2260，中山市为 442000"
    )
    town = models.CharField("所在镇街", max_length=9, blank=True)
    address = models.CharField("注册地址", max_length=120, blank=True)
    contact_name = EncryptedField("联系人", max_length=40, blank=True, purpose="name")
    contact_phone = EncryptedField("联系电话", max_length=20, blank=True, purpose="phone")
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering: ClassVar = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="enterprise_latest"),
            models.Index(LookupHead("contact_phone"), name="enterprise_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_local(self) -> bool:
        """Registered where this city renews (RENEWAL_REGION_CODES; guide, premise 1)."""
        return self.region_code in settings.RENEWAL_REGION_CODES

    def clean(self) -> None:
        """The rules of a firm that is kept by hand, all at once; ValidationError by field."""
        self.uscc = uscc_rules.compact(self.uscc or "").upper()
        problems: dict[str, Any] = {}
        if problem := problem_of(self.uscc, waived=self.uscc_check_waived):
            problems["uscc"] = ValidationError(problem[1], problem[0])
        if not (len(self.region_code) == 6 and self.region_code.isascii() and self.region_code.isdecimal()):
            problems["region_code"] = ValidationError(
                "请填写 6 位行政区划代码，中山市为 442000。", "bad_region"
            )
        if self.region_code == ZHONGSHAN_REGION and not self.town:
            problems["town"] = ValidationError(TOWN_NEEDED, "town_needed")
        elif self.town and self.town not in dict(town_choices()):
            problems["town"] = ValidationError(TOWN_UNKNOWN, "town_unknown")
        for name in ("contact_name", "contact_phone"):
            if "*" in getattr(self, name):  # a masked one, read and sent back
                problems[name] = ValidationError(STILL_MASKED, "still_masked")
        if problems:
            raise ValidationError(problems)


class PeopleQuerySet(models.QuerySet["User"]):
    """Reads of accounts."""

    def visible_to(self, user: User) -> PeopleQuerySet:
        """The own firm's for its manager, all for 安全管理员 and 审计管理员, oneself for everybody else."""
        if not user.is_active:
            return self.none()
        if user.role == Role.ENTERPRISE_MANAGER:
            return self.filter(enterprise_id=user.enterprise_id)
        return self.all() if user.duties & {Duty.SECURITY, Duty.AUDIT} else self.filter(pk=user.pk)


class People(UserManager.from_queryset(PeopleQuerySet)):  # type: ignore[misc]
    """Accounts; a superuser made on the command line is an administrator."""

    def create_superuser(self, *args: Any, **kwargs: Any) -> User:
        kwargs.setdefault("role", Role.ADMINISTRATOR)
        return super().create_superuser(*args, **kwargs)


class User(AbstractUser):
    """A person's account; the role says what it may do, the enterprise what it may touch."""

    role = models.CharField("角色", max_length=20, choices=Role.choices, default=Role.ENTERPRISE_STAFF)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="企业", null=True, blank=True, related_name="people"
    )
    # One name, encrypted, in place of Django's two.
    first_name = last_name = None  # type: ignore[assignment]
    full_name = EncryptedField("姓名", max_length=40, blank=True, purpose="name")
    phone = EncryptedField("手机", max_length=20, blank=True, purpose="phone")
    email = EncryptedField("电子邮箱", max_length=254, blank=True, purpose="mailbox")
    town = models.CharField("监管镇街", max_length=9, blank=True, help_text="仅监督人员填写")
    duty_system = models.BooleanField(
        "系统管理员", default=False, help_text="企业、城市数据、省网对接、台账导入"
    )
    duty_security = models.BooleanField("安全管理员", default=False, help_text="账号、角色、会话、解除锁定")
    duty_audit = models.BooleanField(
        "审计管理员", default=False, help_text="查看全部历史和导出，不作任何改动"
    )
    must_change_password = models.BooleanField("下次登录须修改密码", default=False)
    must_consent = models.BooleanField("须确认个人信息保护政策", default=True, editable=False)
    forgotten_at = models.DateTimeField("匿名化时间", null=True, editable=False)
    large_type = models.BooleanField("长者模式", default=False, help_text="登录后以大字号、高对比度显示")

    objects = People()  # type: ignore[misc]
    # What whoever stands in this person's place is narrowed to (an interface key); None: to nothing.
    only: frozenset[str] | None = None

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        indexes = [
            models.Index(fields=["enterprise", "username", "id"], name="person_by_account"),
            models.Index(LookupHead("full_name"), name="person_by_name"),
            models.Index(LookupHead("phone"), name="person_by_phone"),
            models.Index(LookupHead("email"), name="person_by_mailbox"),
            models.Index(fields=["enterprise", "last_login", "id"], name="person_by_last_login"),
        ]
        constraints = [
            models.CheckConstraint(
                name="enterprise_people_have_an_enterprise",
                condition=models.Q(role__in=sorted(ENTERPRISE_ROLES), enterprise__isnull=False)
                | models.Q(role__in=sorted(OFFICE_ROLES), enterprise__isnull=True),
            ),
            models.CheckConstraint(
                name="duties_are_administrators",
                condition=models.Q(role=Role.ADMINISTRATOR)
                | models.Q(duty_system=False, duty_security=False, duty_audit=False),
            ),
        ]

    def __str__(self) -> str:
        """What also the admin's own log keeps: the account, and never the name in full."""
        return f"{self.username} {self.masked_name}" if self.full_name else self.username

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An administrator that is made without a duty gets those with which an office begins."""
        if self._state.adding and self.role == Role.ADMINISTRATOR and not self.duties:
            self.duty_security = True
            self.duty_system = not settings.DUTIES_STRICTLY_SEPARATED
        super().save(*args, **kwargs)

    @property
    def duties(self) -> frozenset[Duty]:
        """What an administrator is there for; nothing for anybody else."""
        if self.role != Role.ADMINISTRATOR:
            return frozenset()
        return frozenset(duty for duty, column in DUTY_COLUMNS.items() if getattr(self, column))

    @property
    def role_word(self) -> str:
        """The role as people name it, an administrator's by the duties: 系统管理员、安全管理员."""
        held = self.duties
        return "、".join(duty.label for duty in Duty if duty in held) or Role(self.role).label

    @property
    def is_enterprise(self) -> bool:
        """Acts for a firm, in the portal."""
        return self.role in ENTERPRISE_ROLES

    @property
    def is_office(self) -> bool:
        """Acts for the city, in the console."""
        return self.role in OFFICE_ROLES

    @property
    def own_enterprise(self) -> Enterprise:
        """The firm that an enterprise person acts for; ValueError for the office's people."""
        if self.enterprise is None:
            raise ValueError("people of the office act for no enterprise")
        return self.enterprise

    @property
    def account_state(self) -> AccountState:
        """启用; 待开通, where nobody has set a password yet; or 停用."""
        if self.is_active:
            return AccountState.ACTIVE
        return AccountState.DISABLED if self.has_usable_password() else AccountState.INVITED

    @property
    def masked_name(self) -> str:
        """The name as others see it: 张*."""
        return masked_name(self.full_name or self.username)

    @property
    def actor(self) -> Actor:
        """This person as the doer of a step, without personal data."""
        duty = next((duty.label for duty in Duty if duty in self.duties), "")
        unit = duty or UNITS.get(Role(self.role), OFFICE_UNIT)
        return Actor(ActorKind.PERSON, id=str(self.pk), unit=unit)
