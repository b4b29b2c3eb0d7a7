"""What was submitted in each round, and what was decided on it: both frozen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from devices.models import CatalogueVersion
from ground.glossary import Outcome, RefusalKind
from renewals.models.application import RenewalApplication


class Submission(models.Model):
    """One round's frozen data: the body, its SM3, and the list of attachments.

    `body` holds no personal data: contact persons stay on the renewal, where they can be erased.
    `attachments` is a list of {"id", "kind", "name", "sm3", "size", "media_type"}.
    """

    renewal = models.ForeignKey(RenewalApplication, models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField("提交次数")
    catalogue_version = models.ForeignKey(CatalogueVersion, models.PROTECT, related_name="+")
    body = models.JSONField("申报内容")
    sm3 = models.CharField("SM3", max_length=64)
    attachments = models.JSONField("附件清单", default=list)
    findings = models.JSONField("预审结果", default=list)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField("提交时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "提交记录"
        indexes = [models.Index(fields=["submitted_at", "id", "round"], name="submission_figures")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "round"], name="one_submission_for_each_round")
        ]

    def __str__(self) -> str:
        return f"{self.renewal_id} 第 {self.round} 次提交"


class FirstAcceptance(models.Model):
    """初审接受 of one round, where two people have to accept; `sent_back_at` where it counts no more (退回初审).

    `checklist` is as on a decision. It decides nothing: the second reviewer's decision points to it.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="first_acceptances")
    opinion = models.TextField("初审意见", blank=True)
    checklist = models.JSONField("审核要点", default=list)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    sent_back_at = models.DateTimeField("退回时间", null=True)
    sent_back_reason = models.CharField("退回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "初审"

    def __str__(self) -> str:
        return f"初审接受 {self.at:%Y-%m-%d}"


class Decision(models.Model):
    """The outcome of one round: by a reviewer, or by the province where it was returned.

    `checklist` is the list of {"number", "title", "tone", "evidence", "confirmed"} as it stood at the decision.
    `first` is the first reviewer's acceptance that the second person decided on.
    `late_reason` says why a remark comes only now, at a field that was handed in unchanged (一次性告知).
    """

    renewal = models.ForeignKey(RenewalApplication, models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    outcome = models.CharField("结论", max_length=20, choices=Outcome.choices)
    kind = models.CharField("不接受类别", max_length=20, choices=RefusalKind.choices, blank=True)
    grounds = models.JSONField("法定不予情形", default=list)
    opinion = models.TextField("备案意见", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    checklist = models.JSONField("审核要点", default=list)
    first = models.ForeignKey(FirstAcceptance, models.PROTECT, null=True, related_name="+")
    late_reason = models.CharField("未一次性告知的理由", max_length=200, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoke_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核结论"
        indexes = [
            models.Index(fields=["-at", "-id"], name="decision_latest"),
            models.Index(fields=["decided_by", "-at"], name="decision_of_person"),
            models.Index(
                fields=["-at", "-id"],
                name="decision_of_province",
                condition=models.Q(outcome=Outcome.PROVINCE_RETURNED),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_standing_decision_of_the_office_for_each_submission",
                fields=["submission"],
                condition=models.Q(revoked_at__isnull=True) & ~models.Q(outcome=Outcome.PROVINCE_RETURNED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at:%Y-%m-%d}"


class Remark(models.Model):
    """One remark of a decision at one field."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="remarks")
    path = models.CharField("字段", max_length=80)
    text = models.CharField("意见", max_length=300)
    code = models.CharField("意见代码", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "逐项意见"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text
