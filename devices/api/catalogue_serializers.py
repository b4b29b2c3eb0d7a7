"""The shape of the parameter catalogue for programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import WordSerializer

KINDS = (
    "decimal",
    "integer",
    "choice",
    "multi_choice",
    "text",
    "texts",
    "date",
    "boolean",
    "boolean_text",
    "dimensions",
)
LEVELS = ("required", "conditional", "optional", "off")
PHASES = ("intake", "renewal")


class RangeSerializer(serializers.Serializer[Any]):
    """A closed interval, as decimal strings in the unit of what carries it."""

    low = serializers.CharField()
    high = serializers.CharField()


class ConditionSerializer(serializers.Serializer[Any]):
    """Only where `on` (a field's code, `sub_type`, or `fact`) has one of these values."""

    on = serializers.CharField()
    one_of = serializers.ListField(child=serializers.CharField())


class FieldSerializer(serializers.Serializer[Any]):
    """One field. `digits` counts all digits, `places` the decimals, `max_length` signs (0: not limited here).

    `required`: always, only where `when` holds (conditional), or never. Beyond `warn` a value is doubted, beyond
    `error` it is refused. `phases` are those in which it is filled in; elsewhere it is not taken.
    """

    code = serializers.CharField()
    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(KINDS)
    group = serializers.CharField(allow_blank=True)
    hint = serializers.CharField(allow_blank=True)
    required = serializers.ChoiceField(("required", "conditional", "optional"))  # type: ignore[assignment]
    when = ConditionSerializer(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    digits = serializers.IntegerField()
    places = serializers.IntegerField()
    max_length = serializers.IntegerField()
    pattern = serializers.CharField(allow_blank=True)
    month_allowed = serializers.BooleanField()
    choices = WordSerializer(many=True)
    warn = RangeSerializer(allow_null=True)
    error = RangeSerializer(allow_null=True)
    phases = serializers.ListField(child=serializers.ChoiceField(PHASES))


class CommonFieldSerializer(FieldSerializer):
    """A field of every machine; `source` says who fills it: a clerk, the owner's own data, or the system."""

    source = serializers.ChoiceField(("clerk", "enterprise", "system"))  # type: ignore[assignment]


class OldMeasureSerializer(serializers.Serializer[Any]):
    """How the intake takes a parameter: as the old certificate says it. new = old × `factor`, an exact fraction."""

    unit = serializers.CharField(allow_blank=True)
    digits = serializers.IntegerField()
    places = serializers.IntegerField()
    warn = RangeSerializer(allow_null=True)
    error = RangeSerializer(allow_null=True)
    factor = serializers.CharField()


class ParameterDefinitionSerializer(FieldSerializer):
    """A technical parameter in its new unit; `old` is null where the old certificate did not carry it."""

    added = serializers.BooleanField()
    old = OldMeasureSerializer(allow_null=True)


class AskedPaperSerializer(serializers.Serializer[Any]):
    """How a kind of paper is asked of one category, by phase."""

    kind = serializers.CharField()
    intake = serializers.ChoiceField(LEVELS)
    renewal = serializers.ChoiceField(LEVELS)


class CategoryDefinitionSerializer(serializers.Serializer[Any]):
    """One category of machines; no new records are made of one that is not `enabled`."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    letter = serializers.CharField()
    enabled = serializers.BooleanField()
    sub_type_label = serializers.CharField()
    sub_types = WordSerializer(many=True)
    model_patterns = serializers.ListField(child=serializers.CharField())
    model_example = serializers.CharField(allow_blank=True)
    parameters = ParameterDefinitionSerializer(many=True)
    attachments = AskedPaperSerializer(many=True)


class PaperKindSerializer(serializers.Serializer[Any]):
    """A kind of paper. `standing` ones are the firm's and given once; `missing` is how a lacking one is reported."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    hint = serializers.CharField(allow_blank=True)
    standing = serializers.BooleanField()
    when = ConditionSerializer(allow_null=True)
    missing = serializers.ChoiceField(("error", "warning"))


class CatalogueSerializer(serializers.Serializer[Any]):
    """One version of the parameter catalogue; `digest` is the SM3 of its content."""

    version = serializers.CharField()
    title = serializers.CharField()
    effective_on = serializers.DateField()
    digest = serializers.CharField()
    groups = WordSerializer(many=True)
    categories = CategoryDefinitionSerializer(many=True)
    common_groups = WordSerializer(many=True)
    common_fields = CommonFieldSerializer(many=True)
    attachments = PaperKindSerializer(many=True)
    townships = WordSerializer(many=True)
