"""The shapes of the register's machines and of steps of the history."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import CodedField, WordSerializer
from devices.api.serializers import ParameterSerializer
from ground.glossary import AgeVerdict, ApprovalStatus, CertificateStatus, IntakeStatus, Step, UploadStatus


class CaseInBriefSerializer(serializers.Serializer[Any]):
    """The live renewal of a machine."""

    reference = serializers.CharField()
    approval_status = CodedField(ApprovalStatus)
    upload_status = CodedField(UploadStatus)


class MachineSerializer(serializers.Serializer[Any]):
    """A machine as another thing names it; `certificate_status` (换证标识) is null before the register."""

    id = serializers.IntegerField()
    registration_number = serializers.CharField(allow_blank=True)
    new_registration_number = serializers.CharField(allow_blank=True)
    model = serializers.CharField(allow_blank=True)
    factory_number = serializers.CharField(allow_blank=True)
    intake_status = CodedField(IntakeStatus)
    certificate_status = CodedField(CertificateStatus, allow_null=True)


class RegisteredSerializer(MachineSerializer):
    """A line of 备案设备信息管理, with its 换证进度 (`progress` in words; `renewal` is null without a live one).

    `age_limit_on` is the last day within the assessment age, `assessed_until` that of a passed assessment.
    """

    revision = serializers.IntegerField()
    old_registration_number = serializers.CharField(allow_blank=True)
    category = WordSerializer()
    manufacturer = serializers.CharField(allow_blank=True)
    manufacture_date = serializers.DateField(allow_null=True)
    internal_number = serializers.CharField(allow_blank=True)
    storage_town = WordSerializer(allow_null=True)
    age = CodedField(AgeVerdict)
    age_limit_on = serializers.DateField(allow_null=True)
    assessed_until = serializers.DateField(allow_null=True)
    progress = serializers.CharField(allow_blank=True)
    renewal = CaseInBriefSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PaperSerializer(serializers.Serializer[Any]):
    """A paper of a machine or renewal; `standing` is the firm's own (企业公共附件), which stands in for it."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sm3 = serializers.CharField()
    scan = WordSerializer()
    carried_over = serializers.BooleanField()
    by_phone = serializers.BooleanField()
    standing = serializers.BooleanField()
    added_at = serializers.DateTimeField()
    content = serializers.CharField()


class RegisteredDetailSerializer(RegisteredSerializer):
    """One machine: all that the city holds of it."""

    catalogue_version = serializers.CharField()
    device = serializers.DictField(child=serializers.CharField())
    parameters = serializers.DictField(child=ParameterSerializer())
    attachments = PaperSerializer(many=True)


class RemarkSerializer(serializers.Serializer[Any]):
    """An opinion at one field."""

    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    """One step of 任务历史. `result` is the state that it led to; names of people are masked.

    `renewal` and `matter` are references (受理编号), empty where the step belongs to none.
    """

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    step = CodedField(Step)
    title = serializers.CharField()
    who = serializers.CharField(allow_blank=True)
    firm = serializers.CharField(allow_blank=True)
    machine = MachineSerializer(allow_null=True)
    renewal = serializers.CharField(allow_blank=True)
    matter = serializers.CharField(allow_blank=True)
    round = serializers.IntegerField()
    result = WordSerializer(allow_null=True)
    opinion = serializers.CharField(allow_blank=True)
    kind = serializers.CharField(allow_blank=True)
    grounds = serializers.ListField(child=serializers.CharField())
    remarks = RemarkSerializer(many=True)
