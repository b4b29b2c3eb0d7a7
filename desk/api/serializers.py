"""The shapes that all queues have in common, for reading requests and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import StrictSerializer
from desk.remarks import LENGTH


class QueueFirmSerializer(serializers.Serializer[Any]):
    """产权单位."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class QueueMachineSerializer(serializers.Serializer[Any]):
    """The machine of a case."""

    id = serializers.IntegerField()
    registration_number = serializers.CharField(allow_blank=True)
    category = serializers.CharField()
    model = serializers.CharField(allow_blank=True)
    factory_number = serializers.CharField(allow_blank=True)


class InHandSerializer(serializers.Serializer[Any]):
    """Who is on a case: `claimed_by` is 我, a masked name or blank, `viewers` are masked names of those who have it open."""

    claimed_by = serializers.CharField(allow_blank=True)
    claimed_until = serializers.DateTimeField(allow_null=True)
    viewers = serializers.ListField(child=serializers.CharField())


class OptionSerializer(serializers.Serializer[Any]):
    """A value of a filter; `count` is null where there are too many rows to count."""

    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)


class ChoiceSerializer(serializers.Serializer[Any]):
    """A filter with how many cases each of its values would find."""

    name = serializers.CharField()
    label = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    options = OptionSerializer(many=True)


class CountsSerializer(serializers.Serializer[Any]):
    """How many cases the filters in the address find (as a word: 12, or 9999+), and each further filter."""

    total = serializers.CharField()
    filters = ChoiceSerializer(many=True)


class TakeOverSerializer(StrictSerializer):
    """Why another reviewer's case is taken over; for the office alone."""

    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class GivenRemarkSerializer(StrictSerializer):
    """A remark at a field: `device.<code>`, `parameters.<code>` or `attachments.<code>`."""

    path = serializers.RegexField(r"^(device|parameters|attachments)\.[a-z][a-z0-9_]{0,60}$")
    text = serializers.CharField(max_length=LENGTH)
