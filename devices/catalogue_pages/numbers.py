"""A number as a form of the catalogue's takes it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from devices.typed_text import half_width, squeeze

BOUND = re.compile(r"\d{1,12}(\.\d{1,6})?")


class PlainNumber(forms.CharField):
    """A number of at least zero, as people type it: full width and spaces are understood."""

    default_error_messages = {"number": "请填写不小于 0 的数字，最多 6 位小数。"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=30, required=False, widget=forms.TextInput({"inputmode": "decimal"}), **kwargs
        )

    def clean(self, value: Any) -> str:
        """Plain digits with a point, "" where nothing was typed."""
        text = squeeze(half_width(super().clean(value)))
        if text and not BOUND.fullmatch(text):
            raise ValidationError(self.error_messages["number"], code="number")
        return text
