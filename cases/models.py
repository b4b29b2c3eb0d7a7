"""疑似问题: what somebody without an account reports on a machine, its pictures, and each step of the office."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.models import User
from accounts.policies import Action, may
from accounts.roles import Role
from audit.words import Erasable, ErasableQuerySet
from cases.words import CaseStatus, CaseStep, ProblemKind
from devices.models import Device
from documents.models import StoredFile
from ground.encrypted import EncryptedField
from ground.masking import masked_contact
from ground.searching import matching

UNDECIDED = (CaseStatus.OPEN, CaseStatus.IN_HAND)


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> CaseQuerySet:
        """All for who reads the register, a supervisor's by the machine's storage town; none for firms, also not their own."""
        if not user.is_office or not may(user, Action.VIEW_REGISTER):
            return self.none()
        if user.role != Role.SUPERVISOR:
            return self.all()
        return self.filter(device__storage_town=user.town).exclude(device__storage_town="")

    def undecided(self) -> CaseQuerySet:
        """Those that the office still has to do something with."""
        return self.filter(status__in=UNDECIDED)

    def search(self, text: str) -> CaseQuerySet:
        """Those whose reference, numbers, model or serial contain `text`."""
        return self.filter(matching(text)) if text else self


class Case(models.Model):
    """One report. `number` and `serial` are what was read on the site; `device` is the machine that has both, if any.

    `form_key` is the page's own number, so that a form that is sent twice makes one case. The code with which
    the reporter asks what became of it is kept as its SM3 alone. `contact` is personal data given freely.
    """

    reference = models.CharField("上报编号", max_length=32, unique=True)
    form_key = models.CharField(max_length=40, unique=True)
    code_digest = models.CharField(max_length=64)
    kind = models.CharField("问题", max_length=20, choices=ProblemKind.choices)
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, related_name="reported_cases", verbose_name="设备"
    )
    number = models.CharField("现场的备案号", max_length=64, blank=True)
    serial = models.CharField("现场的出厂编号", max_length=64, blank=True)
    place = models.CharField("所在工地或位置", max_length=200, blank=True)
    text = models.TextField("情况说明")
    contact = EncryptedField("联系方式", max_length=60, blank=True, purpose="contact")
    status = FSMField("状态", default=CaseStatus.OPEN, choices=CaseStatus.choices, protected=True)
    revision = models.PositiveIntegerField("修订", default=1)
    search_text = models.CharField("检索文本", max_length=400, blank=True, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="处理人"
    )
    answer = models.TextField("处理结果", blank=True)
    created_at = models.DateTimeField("上报时间", default=timezone.now)
    updated_at = models.DateTimeField("更新时间", default=timezone.now)
    decided_at = models.DateTimeField("办结时间", null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似问题"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="case_latest"),
            models.Index(fields=["status", "-created_at", "-id"], name="case_by_status"),
            models.Index(fields=["device", "-created_at", "-id"], name="case_of_device"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="decided_cases_have_an_answer",
                condition=models.Q(status__in=UNDECIDED)
                | ~models.Q(answer="") & models.Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_in_hand_are_somebody_s",
                condition=~models.Q(status=CaseStatus.OPEN) | models.Q(claimed_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sort(self) -> ProblemKind:
        """What is suspected, as a word."""
        return ProblemKind(self.kind)

    @property
    def state(self) -> CaseStatus:
        """The state as a word with a tone."""
        return CaseStatus(self.status)

    @property
    def masked_contact(self) -> str:
        """The contact as lists show it: 138****1234, z***@example.com, else its first character."""
        return masked_contact(self.contact)

    @transition(
        "status",
        CaseStatus.OPEN,
        CaseStatus.IN_HAND,
        custom={"by": "审批办", "label": "开始处理"},
    )
    def claim(self) -> None:
        """Somebody of the office takes it up."""

    @transition(
        "status",
        CaseStatus.IN_HAND,
        CaseStatus.OPEN,
        custom={"by": "审批办", "label": "退回待处理"},
    )
    def release(self) -> None:
        """Whoever has it gives it back, with a reason."""

    @transition(
        "status",
        CaseStatus.IN_HAND,
        CaseStatus.SETTLED,
        custom={"by": "审批办", "label": "办结"},
    )
    def settle(self) -> None:
        """Answer it: what was found and done, as the reporter reads it."""

    @transition(
        "status",
        CaseStatus.IN_HAND,
        CaseStatus.UNFOUNDED,
        custom={"by": "审批办", "label": "认定不属实"},
    )
    def dismiss(self) -> None:
        """Answer that nothing was wrong, and why."""


class CasePhoto(models.Model):
    """One picture of a report; its file was checked and sanitised before it was kept."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "疑似问题照片"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class CaseEvent(Erasable):
    """One step of a case; `by` is None where the reporter acts. It is only ever added."""

    WORDS = ("note",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    at = models.DateTimeField("时间", default=timezone.now)
    step = models.CharField("步骤", max_length=20, choices=CaseStep.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    note = models.TextField("说明", blank=True)

    objects: ClassVar = ErasableQuerySet["CaseEvent"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似问题办理记录"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.step_word}"

    @property
    def step_word(self) -> str:
        """The step's word."""
        return CaseStep(self.step).label
