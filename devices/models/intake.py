"""What a machine keeps of its intake: when it was handed in, how often, what was said of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from desk.models import Claimable


class IntakeCase(Claimable):
    """A machine's record as a case of the office.

    `intake_round` counts the 提交入库, `intake_warnings` what the pre-check found at the last one and did not
    block (None where it was not kept); `refusal_remarks` are the last refusal's, as a list of {"path", "text"}.
    """

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField("提交入库时间", null=True, blank=True)
    approved_at = models.DateTimeField("入库时间", null=True, blank=True)
    refusal_reason = models.TextField("审核不通过原因", blank=True)
    refusal_remarks = models.JSONField("审核不通过的逐项意见", default=list, blank=True)
    intake_round = models.PositiveSmallIntegerField("提交入库次数", default=0)
    intake_warnings = models.PositiveSmallIntegerField("入库预审提醒数", null=True, blank=True)

    class Meta:
        abstract = True
