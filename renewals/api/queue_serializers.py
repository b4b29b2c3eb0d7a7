"""The shapes of 换证待办 and of its decisions, for reading requests and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import CodedField, StrictSerializer
from desk.api.serializers import (
    GivenRemarkSerializer,
    InHandSerializer,
    QueueFirmSerializer,
    QueueMachineSerializer,
)
from ground.glossary import ApprovalStatus, RefusalKind
from renewals.api.due import DueSerializer
from renewals.console.forms import POINTS
from renewals.opinions import statutory_grounds


class QueuedRenewalSerializer(serializers.Serializer[Any]):
    """A 换证申请 that waits for the office. `hanging`: its machine is not in the register yet, both are decided on together.

    `withdrawal_requested_at`: its firm asks it back. `level` is second where one reviewer has accepted it, `own_first`
    where that was the person who asks.
    """

    reference = serializers.CharField()
    revision = serializers.IntegerField()
    approval_status = CodedField(ApprovalStatus)
    round = serializers.IntegerField()
    hanging = serializers.BooleanField()
    level = serializers.ChoiceField(choices=["first", "second"])
    own_first = serializers.BooleanField()
    enterprise = QueueFirmSerializer()
    device = QueueMachineSerializer()
    submitted_at = serializers.DateTimeField(allow_null=True)
    withdrawal_requested_at = serializers.DateTimeField(allow_null=True)
    warnings = serializers.IntegerField(allow_null=True)
    due = DueSerializer()
    in_hand = InHandSerializer()


class PointSerializer(serializers.Serializer[Any]):
    """A point of the checklist: `asks` means that its number must be among `confirmed` for 接受备案."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    tone = serializers.CharField(allow_blank=True)
    evidence = serializers.CharField(allow_blank=True)
    asks = serializers.BooleanField()


class ReviewedRenewalSerializer(QueuedRenewalSerializer):
    """One with its checklist; `device_revision` is what a joint decision has seen of the machine."""

    device_revision = serializers.IntegerField()
    points = PointSerializer(many=True)


class AcceptanceSerializer(StrictSerializer):
    """接受备案: the numbers of the points that were looked at. `device_revision` with a machine that is decided on, too.

    `remarks` would not be sent to the firm: with any the step is refused.
    """

    opinion = serializers.CharField(max_length=2000, allow_blank=True, default="")
    confirmed = serializers.ListField(
        child=serializers.IntegerField(min_value=POINTS.start, max_value=POINTS.stop - 1),
        required=False,
        max_length=len(POINTS),
    )
    device_revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    remarks = GivenRemarkSerializer(many=True, required=False, max_length=200)


class RefusalSerializer(StrictSerializer):
    """不接受备案: opinion (5 characters or more), kind, the grounds of 法定不予, and remarks at fields.

    `late_reason` is needed where a remark could have been made earlier (一次性告知).
    """

    opinion = serializers.CharField(max_length=2000, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=RefusalKind.choices, default=RefusalKind.CORRECTION)
    grounds = serializers.ListField(child=serializers.CharField(max_length=10), required=False, max_length=20)
    remarks = GivenRemarkSerializer(many=True, required=False, max_length=200)
    late_reason = serializers.CharField(max_length=200, allow_blank=True, default="")
    device_revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)

    def validate_grounds(self, given: list[str]) -> list[str]:
        """Only codes that there are."""
        known = [ground.code for ground in statutory_grounds()]
        for code in given:
            if code not in known:
                raise serializers.ValidationError(
                    f"没有“{code}”这个法定情形。可用的有：{'、'.join(known)}。", "unknown_ground"
                )
        return given


class OpinionSerializer(StrictSerializer):
    """The reason of a step: 5 to 200 characters where it needs one."""

    opinion = serializers.CharField(max_length=2000, allow_blank=True, default="")
