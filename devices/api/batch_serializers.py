"""The shapes of many records in one request."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.schema.refusals import FaultSerializer
from devices.api.serializers import RecordChangeSerializer
from devices.services.drafting_many import MOST


class IntakeBatchItemSerializer(RecordChangeSerializer):
    """One record: `category` adds one, `id` changes one, whose ETag `if_match` then names; what is to be said besides as for one alone."""

    id = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    category = serializers.CharField(max_length=40, required=False)
    if_match = serializers.CharField(max_length=12, required=False)


class IntakeBatchSerializer(serializers.Serializer[Any]):
    """Up to 200 records."""

    items = IntakeBatchItemSerializer(many=True, min_length=1, max_length=MOST)


class IntakeBatchResultSerializer(serializers.Serializer[Any]):
    """What became of one item: 201 made, 200 changed, else refused, for the reasons in `errors`."""

    index = serializers.IntegerField()
    status = serializers.IntegerField(help_text="201 已新建，200 已修改，其他为没有办理")
    id = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField(allow_null=True)
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


class IntakeBatchAnswerSerializer(serializers.Serializer[Any]):
    """How many were made, changed and refused, and each item's result in the order of the request."""

    made = serializers.IntegerField()
    changed = serializers.IntegerField()
    refused = serializers.IntegerField()
    items = IntakeBatchResultSerializer(many=True)
