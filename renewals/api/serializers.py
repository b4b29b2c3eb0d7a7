"""The shapes of renewals, for reading requests and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import CodedField, StrictSerializer, WordSerializer
from devices.api.serializers import ParameterSerializer
from ground.glossary import ApprovalStatus, Outcome, RefusalKind, Satisfaction, UploadStatus
from renewals.api.machine_serializers import MachineSerializer, PaperSerializer, RemarkSerializer
from renewals.models.ratings import TAGS


class SuggestionSerializer(serializers.Serializer[Any]):
    """A value that would put it right, in its stored form, and its words."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class FindingSerializer(serializers.Serializer[Any]):
    """One result of 预审检查: an `error` keeps from handing in, a `warning` does not.

    `statutory` names the ground (G1 to G5) where the law forbids the registration, else it is empty.
    """

    code = serializers.CharField()
    severity = serializers.ChoiceField(["error", "warning"])
    path = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    detail = serializers.CharField()
    suggestion = SuggestionSerializer(allow_null=True)
    statutory = serializers.CharField(allow_blank=True)


class PrecheckSerializer(serializers.Serializer[Any]):
    """预审检查 of what was sent over what is kept; nothing was saved."""

    may_submit = serializers.BooleanField()
    blocking = serializers.IntegerField()
    warnings = serializers.IntegerField()
    findings = FindingSerializer(many=True)


class DecisionSerializer(serializers.Serializer[Any]):
    """What was decided on one round, by the office or by the province."""

    outcome = CodedField(Outcome)
    kind = CodedField(RefusalKind, allow_null=True)
    opinion = serializers.CharField(allow_blank=True)
    grounds = serializers.ListField(child=serializers.CharField())
    remarks = RemarkSerializer(many=True)
    at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class ChangeSerializer(serializers.Serializer[Any]):
    """What a new version of the catalogue changed since a person last kept the form."""

    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class MomentSerializer(serializers.Serializer[Any]):
    """A line of the renewal's own timeline, the newest first; `who` is a side and names no person."""

    at = serializers.DateTimeField()
    who = serializers.CharField()
    title = serializers.CharField()
    opinion = serializers.CharField(allow_blank=True)


class RatingSerializer(serializers.Serializer[Any]):
    """服务评价, and what the office answered a 差评 (`answered_at` null: not yet)."""

    level = CodedField(Satisfaction)
    tags = WordSerializer(many=True)
    words = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    callback = serializers.CharField(allow_blank=True)
    improvement = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class RenewalItemSerializer(serializers.Serializer[Any]):
    """A line of 设备备案资料录入. `next_step` says in words what comes next; `round` counts the submissions."""

    reference = serializers.CharField()
    revision = serializers.IntegerField()
    machine = MachineSerializer()
    old_registration_number = serializers.CharField(allow_blank=True)
    category = WordSerializer()
    model = serializers.CharField(allow_blank=True)
    factory_number = serializers.CharField(allow_blank=True)
    internal_number = serializers.CharField(allow_blank=True)
    storage_town = WordSerializer(allow_null=True)
    approval_status = CodedField(ApprovalStatus)
    upload_status = CodedField(UploadStatus)
    voided = serializers.BooleanField()
    next_step = serializers.CharField()
    round = serializers.IntegerField()
    returned_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)


class RenewalSerializer(RenewalItemSerializer):
    """One renewal: its fields, papers, states, the last decision, and, while it can be edited, what is missing.

    `claimed` says that a reviewer has it in hand (撤回 then needs 申请撤回); `decision` is null before the first.
    """

    catalogue_version = serializers.CharField()
    device = serializers.DictField(child=serializers.CharField())
    parameters = serializers.DictField(child=ParameterSerializer())
    attachments = PaperSerializer(many=True)
    editable = serializers.BooleanField()
    edited_since_return = serializers.BooleanField()
    claimed = serializers.BooleanField()
    withdrawal_requested_at = serializers.DateTimeField(allow_null=True)
    withdrawal_reason = serializers.CharField(allow_blank=True)
    voided_at = serializers.DateTimeField(allow_null=True)
    void_reason = serializers.CharField(allow_blank=True)
    findings = FindingSerializer(many=True)
    catalogue_changes = ChangeSerializer(many=True)
    decision = DecisionSerializer(allow_null=True)
    timeline = MomentSerializer(many=True)
    rating = RatingSerializer(allow_null=True)


class FrozenPaperSerializer(serializers.Serializer[Any]):
    """A paper as a round froze it; the file itself may have been replaced since."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.CharField()
    sm3 = serializers.CharField()
    size = serializers.IntegerField()
    media_type = serializers.CharField()


class RoundSerializer(serializers.Serializer[Any]):
    """One submission: `sm3` is of `body` as canonical JSON (UTF-8, sorted keys, no spaces)."""

    round = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()
    catalogue_version = serializers.CharField()
    sm3 = serializers.CharField()
    body = serializers.JSONField()
    attachments = FrozenPaperSerializer(many=True)
    decisions = DecisionSerializer(many=True)


class RoundsSerializer(serializers.Serializer[Any]):
    """All rounds, the first one first."""

    items = RoundSerializer(many=True)


class PapersSerializer(serializers.Serializer[Any]):
    """The papers of a renewal, in the catalogue's order, with the revision that they are of."""

    revision = serializers.IntegerField()
    items = PaperSerializer(many=True)


class DeclaredSerializer(StrictSerializer):
    """提交备案: `declared` says that the firm answers for the truth of what it hands in."""

    declared = serializers.BooleanField(default=False)


class JointSerializer(DeclaredSerializer):
    """一并提交: `machine_revision` is the machine's as it was read; without it the present one counts."""

    machine_revision = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class ReasonSerializer(StrictSerializer):
    """A step that needs a reason of at most 200 signs."""

    reason = serializers.CharField(allow_blank=True, default="")


class NewRatingSerializer(StrictSerializer):
    """服务评价; 不满意 and 非常不满意 need words of at least five signs."""

    level = serializers.ChoiceField(Satisfaction.choices)
    tags = serializers.ListField(
        child=serializers.ChoiceField(list(TAGS.items())), required=False, max_length=len(TAGS)
    )
    words = serializers.CharField(required=False, allow_blank=True)
