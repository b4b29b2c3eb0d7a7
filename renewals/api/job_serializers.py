"""The shapes of jobs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import CodedField, StrictSerializer
from api.schema.refusals import FaultSerializer
from renewals.interface_words import InterfaceJobKind, InterfaceJobState
from renewals.services.submitting_many import MOST


class ItemToSubmitSerializer(StrictSerializer):
    """One renewal; `if_match` is the ETag that was read, without it the revision at the time of the request counts."""

    reference = serializers.CharField(max_length=32)
    if_match = serializers.RegexField(r'^("r[0-9]{1,9}"|\*)$', required=False)


class SubmitManySerializer(StrictSerializer):
    """提交备案 of up to 500 renewals; `declared` as for one alone."""

    items = ItemToSubmitSerializer(many=True, min_length=1, max_length=MOST)
    declared = serializers.BooleanField(default=False)


class JobProgressSerializer(serializers.Serializer[Any]):
    """How many items have their result, of how many."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class JobSerializer(serializers.Serializer[Any]):
    """One job; `said` says why the rest was refused."""

    id = serializers.IntegerField()
    kind = CodedField(InterfaceJobKind)
    state = CodedField(InterfaceJobState)
    progress = JobProgressSerializer()
    said = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class JobResultSerializer(serializers.Serializer[Any]):
    """What became of one item: null while it waits, 200 done, else the status and the faults of a call for it alone."""

    index = serializers.IntegerField()
    reference = serializers.CharField()
    status = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField(allow_null=True)
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


class WholeJobSerializer(JobSerializer):
    """One job with the results in the order of the request."""

    results = JobResultSerializer(many=True)
