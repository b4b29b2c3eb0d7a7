"""The shapes of many drafts in one request."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.schema.refusals import FaultSerializer
from devices.api.serializers import RecordChangeSerializer
from renewals.services.drafting_many import MOST


class BatchItemSerializer(RecordChangeSerializer):
    """One draft: `device_id` starts one of that machine, `reference` changes one; what is to be said besides as for one alone.

    `if_match` is the ETag that was read: of the draft, where it is needed, or of the machine, where it may be left out.
    """

    device_id = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    reference = serializers.CharField(max_length=32, required=False)
    if_match = serializers.CharField(max_length=12, required=False)


class BatchSerializer(serializers.Serializer[Any]):
    """Up to 500 drafts."""

    items = BatchItemSerializer(many=True, min_length=1, max_length=MOST)


class BatchResultSerializer(serializers.Serializer[Any]):
    """What became of one item: 201 made, 200 changed, else refused, for the reasons in `errors`."""

    index = serializers.IntegerField()
    status = serializers.IntegerField()
    reference = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField(allow_null=True)
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


class BatchAnswerSerializer(serializers.Serializer[Any]):
    """How many were made, changed and refused, and each item's result in the order of the request."""

    made = serializers.IntegerField()
    changed = serializers.IntegerField()
    refused = serializers.IntegerField()
    items = BatchResultSerializer(many=True)
