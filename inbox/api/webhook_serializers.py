"""The shapes of subscriptions and deliveries."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import CodedField, StrictSerializer
from inbox.webhooks.words import OFFERED, PushDeliveryState, PushEvent, PushState

EVENTS = [(event.value, event.label) for event in OFFERED]


class WebhookSerializer(serializers.Serializer[Any]):
    """A subscription; its secret is answered where it is made or renewed, and never again."""

    id = serializers.IntegerField()
    revision = serializers.IntegerField()
    name = serializers.CharField()
    address = serializers.CharField()
    events = serializers.ListField(child=CodedField(PushEvent))
    state = CodedField(PushState)
    said = serializers.CharField(allow_blank=True)
    failures = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class WebhookWithSecretSerializer(WebhookSerializer):
    """The same with the secret, this once."""

    secret = serializers.CharField()


class NewWebhookSerializer(StrictSerializer):
    """A new subscription."""

    name = serializers.CharField(max_length=60)
    address = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.ChoiceField(EVENTS), max_length=40)


class WebhookChangeSerializer(StrictSerializer):
    """What is to be changed; what is not named stays."""

    name = serializers.CharField(max_length=60, required=False)
    address = serializers.CharField(max_length=500, required=False)
    events = serializers.ListField(child=serializers.ChoiceField(EVENTS), max_length=40, required=False)
    state = serializers.ChoiceField(
        [(state.value, state.label) for state in (PushState.ON, PushState.OFF)], required=False
    )


class PushDeliverySerializer(serializers.Serializer[Any]):
    """One event on its way: attempts, the last answer, what was wrong."""

    id = serializers.IntegerField()
    event_id = serializers.UUIDField()
    event = CodedField(PushEvent)
    about = serializers.CharField(allow_blank=True)
    state = CodedField(PushDeliveryState)
    attempts = serializers.IntegerField()
    last_status = serializers.IntegerField(allow_null=True)
    last_answer = serializers.CharField(allow_blank=True)
    said = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class RedeliverSerializer(StrictSerializer):
    """Which deliveries go again: those named, or all that failed."""

    deliveries = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), required=False, max_length=500
    )


class RedeliveredSerializer(serializers.Serializer[Any]):
    """How many go again."""

    count = serializers.IntegerField()
