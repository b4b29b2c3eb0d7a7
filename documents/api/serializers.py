"""The shapes of files, for reading requests and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.fields import WordSerializer


class NewFileSerializer(serializers.Serializer[Any]):
    """A whole file, as the part `file` of a multipart form."""

    file = serializers.FileField(
        allow_empty_file=True, help_text="PDF、JPG、PNG、HEIC 或 OFD，不超过单个文件的上限"
    )


class StagedFileSerializer(serializers.Serializer[Any]):
    """A file that was taken in and belongs to nothing yet: `token` names it in `attachments` of a record or renewal.

    `size` (bytes) and `sm3` are those of the bytes as they are kept: pictures are drawn anew, HEIC becomes JPEG.
    `notes` are what a person should know of an accepted file.
    """

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sm3 = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())


class AttachmentSerializer(serializers.Serializer[Any]):
    """A file in its role. `kind` is of the catalogue's papers, `content` where its bytes are.

    `carried_over` was held by the city before (沿用原备案资料); `by_phone` came through 扫码传图.
    """

    id = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sm3 = serializers.CharField()
    scan = WordSerializer()
    carried_over = serializers.BooleanField()
    by_phone = serializers.BooleanField()
    added_at = serializers.DateTimeField()
    content = serializers.CharField()


class FileSerializer(AttachmentSerializer):
    """One attachment with what it belongs to."""

    subject = WordSerializer()
