"""Serializer fields of the house's own: states as code and word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from ground.worded import Worded

UNKNOWN = "没有“{name}”这一项。可用的有：{known}。"


class CodedField(serializers.Field):
    """A word of the glossary as `{"code": "pending", "label": "待备案"}`; null where the column is blank (say `allow_null=True` there). Only read."""

    def __init__(self, words: type[Worded], **kwargs: Any) -> None:
        self.words = words
        super().__init__(**{"read_only": True, **kwargs})

    def to_representation(self, value: Any) -> dict[str, str] | None:
        """Code and word."""
        return coded(self.words(value)) if value else None


class StrictSerializer(serializers.Serializer[Any]):
    """A body of which every name is known: a misspelt one would else be left out without a word."""

    def to_internal_value(self, data: Any) -> Any:
        """The values. Raises ValidationError at each name that is none of the fields'."""
        unknown = [str(name) for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            known = "、".join(self.fields)
            faults = {
                name[:60]: [ErrorDetail(UNKNOWN.format(name=name[:60], known=known), "unknown_field")]
                for name in unknown
            }
            raise serializers.ValidationError(faults)
        return super().to_internal_value(data)


class WordSerializer(serializers.Serializer[Any]):
    """A code and its Chinese word, where the words are data: the catalogue's choices, towns, kinds of papers."""

    code = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


def coded(word: Worded) -> dict[str, str]:
    """One word as the interface says it; a list of a hundred lines says some five hundred."""
    return dict(_coded(word))


@lru_cache(maxsize=None, typed=True)  # by its glossary, too: 待备案 and 待审核 have the same code
def _coded(word: Worded) -> dict[str, str]:
    return {"code": word.value, "label": str(word.label)}
