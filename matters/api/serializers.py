"""The shapes of 企业事项, for reading requests and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import CodedField, StrictSerializer, WordSerializer
from devices.api.serializers import AddedPaperSerializer
from documents.api.serializers import AttachmentSerializer
from ground.glossary import MatterKind, MatterStatus
from matters.models.kinds import FIRMS_KINDS


class MatterFieldSerializer(serializers.Serializer[Any]):
    """A field of `content`. `type`: text, date (ISO), choice (one of `choices`) or choices (a list of them).

    `required`: without it the matter cannot be handed in; a draft may be incomplete.
    """

    name = serializers.CharField()
    label = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    type = serializers.ChoiceField(choices=["text", "date", "choice", "choices"])
    required = serializers.BooleanField()
    choices = WordSerializer(many=True)


class MatterPaperKindSerializer(serializers.Serializer[Any]):
    """A kind of paper that the matter takes."""

    kind = serializers.CharField()
    label = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    required = serializers.BooleanField()


class MatterKindSerializer(serializers.Serializer[Any]):
    """What firms apply for. `needs_device` is false for 企业名称变更; `reason` says why it does not apply to the machine that
    was asked for (`?device=`), blank where it does or none was asked for.
    """

    kind = CodedField(MatterKind)
    purpose = serializers.CharField()
    follows = serializers.CharField()
    needs_device = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    fields = MatterFieldSerializer(many=True)  # type: ignore[assignment]
    papers = MatterPaperKindSerializer(many=True)


class KindsSerializer(serializers.Serializer[Any]):
    """All kinds."""

    items = MatterKindSerializer(many=True)


class MatterFirmSerializer(serializers.Serializer[Any]):
    """A firm of the matter."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class MatterMachineSerializer(serializers.Serializer[Any]):
    """The machine that it is about."""

    id = serializers.IntegerField()
    registration_number = serializers.CharField(allow_blank=True)
    model = serializers.CharField(allow_blank=True)
    factory_number = serializers.CharField(allow_blank=True)


class MatterSerializer(serializers.Serializer[Any]):
    """One matter. `incoming`: another firm applies, and the own firm is to take the machine over (产权变更).

    `content` holds the fields of its kind as they are stored (of one that its firm may be rewriting others see what was handed
    in, and that only in the view of one matter), `next_step` says what comes next, `counterparty` is who takes
    the machine over, `ends_on` the last day of 暂不换证.
    """

    reference = serializers.CharField()
    revision = serializers.IntegerField()
    kind = CodedField(MatterKind)
    status = CodedField(MatterStatus)
    round = serializers.IntegerField()
    by_office = serializers.BooleanField()
    incoming = serializers.BooleanField()
    enterprise = MatterFirmSerializer()
    counterparty = MatterFirmSerializer(allow_null=True)
    device = MatterMachineSerializer(allow_null=True)
    content = serializers.DictField(child=serializers.JSONField())
    next_step = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class WholeMatterSerializer(MatterSerializer):
    """One matter with its papers and the last decision's opinion; `new_device` is the machine's record after a transfer."""

    opinion = serializers.CharField(allow_blank=True)
    new_device = serializers.IntegerField(allow_null=True)
    papers = AttachmentSerializer(many=True)


class MatterChangeSerializer(StrictSerializer):
    """What a caller says of a matter; a field of `content` that is not named stays, null or "" empties it."""

    content = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)
    attachments = AddedPaperSerializer(many=True, required=False, max_length=60)
    removed_attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), required=False, max_length=60
    )


class NewMatterSerializer(MatterChangeSerializer):
    """A new matter; `device` is the machine's id, null for 企业名称变更."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in FIRMS_KINDS])
    device = serializers.IntegerField(min_value=1, max_value=2**53, required=False, allow_null=True)


class MatterDeclarationSerializer(StrictSerializer):
    """The declaration that a step asks for: of truth at 提交, of having taken the machine at 确认接收."""

    declared = serializers.BooleanField(default=False)


class MatterReasonSerializer(StrictSerializer):
    """Why: 2 to 200 characters."""

    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")
