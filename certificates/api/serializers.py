"""The shapes of certificates, for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import CodedField
from ground.glossary import CertificateValidity


class CertificateMachineSerializer(serializers.Serializer[Any]):
    """The machine that it was issued for."""

    id = serializers.IntegerField()
    category = serializers.CharField()
    model = serializers.CharField()
    factory_number = serializers.CharField()
    old_registration_number = serializers.CharField(allow_blank=True)


class CertificateFirmSerializer(serializers.Serializer[Any]):
    """产权单位."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class CertificateFileSerializer(serializers.Serializer[Any]):
    """The file as the province issued it; `sm3` is the digest that the province announced, `size` in bytes."""

    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sm3 = serializers.CharField()
    content = serializers.CharField()


class CertificateSerializer(serializers.Serializer[Any]):
    """电子证照. `registration_number` is what the certificate says, `number_in_force` the machine's after a correction
    (blank: the same). `expiry_note` says how near the last day is. `renewal` is blank where it was issued elsewhere.
    """

    id = serializers.IntegerField()
    registration_number = serializers.CharField()
    number_in_force = serializers.CharField(allow_blank=True)
    certificate_number = serializers.CharField()
    validity = CodedField(CertificateValidity)
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    expiry_note = serializers.CharField(allow_blank=True)
    ended_on = serializers.DateField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)
    issuer = serializers.CharField()
    enterprise = CertificateFirmSerializer()
    device = CertificateMachineSerializer()
    renewal = serializers.CharField(allow_blank=True)
    file = CertificateFileSerializer()
    created_at = serializers.DateTimeField()
