"""The shapes of machine records, for reading requests and for the schema."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import CodedField, StrictSerializer
from ground.glossary import IntakeStatus, Provenance


class CategorySerializer(serializers.Serializer[Any]):
    """设备类别."""

    code = serializers.CharField()
    label = serializers.CharField()


class ParameterSerializer(serializers.Serializer[Any]):
    """A parameter: decimal strings with their units; `raw` is the old certificate's value."""

    value = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    raw = serializers.CharField(allow_blank=True)
    raw_unit = serializers.CharField(allow_blank=True)
    provenance = serializers.ChoiceField(Provenance.choices, allow_blank=True)


class IntakeSerializer(serializers.Serializer[Any]):
    """A record that is not yet in the register (未审核通过设备信息)."""

    id = serializers.IntegerField()
    revision = serializers.IntegerField()
    intake_status = CodedField(IntakeStatus)
    catalogue_version = serializers.CharField()
    category = CategorySerializer()
    device = serializers.DictField(child=serializers.CharField())
    parameters = serializers.DictField(child=ParameterSerializer())
    refusal_reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


_SCALAR = [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]
_WITH_UNIT = {
    "type": "object",
    "properties": {"value": {"oneOf": [*_SCALAR, {"type": "null"}]}, "unit": {"type": "string"}},
    "required": ["value"],
}
_SEVERAL = {"type": "array", "items": {"type": "string"}}


@extend_schema_field({"oneOf": [*_SCALAR, _SEVERAL, _WITH_UNIT]}, component_name="GivenValue")
class GivenValue(serializers.JSONField):
    """Text, number, boolean or null, or `{"value": …, "unit": …}`; the catalogue's parser reads it."""


class AddedPaperSerializer(StrictSerializer):
    """A file that was sent before, and the kind it is added as."""

    kind = serializers.CharField(max_length=64)
    token = serializers.CharField(max_length=2000)


class RecordChangeSerializer(StrictSerializer):
    """What a caller says of a record; what is not named stays."""

    device = serializers.DictField(child=GivenValue(allow_null=True), required=False)
    parameters = serializers.DictField(child=GivenValue(allow_null=True), required=False)
    attachments = AddedPaperSerializer(many=True, required=False, max_length=60)
    removed_attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), required=False, max_length=60
    )


class NewIntakeSerializer(RecordChangeSerializer):
    """A new record: its category besides."""

    category = serializers.CharField(max_length=40)
