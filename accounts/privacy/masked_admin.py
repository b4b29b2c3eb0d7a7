"""Names and numbers in the console's registers: shown masked, replaced by what is typed, never handed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from ground.masking import masked_mailbox, masked_name, masked_phone

CLEARED = "-"
NOW = "现为：{shown}。留空不改；填写即替换，填“-”清空。"
MASKS: dict[str, Callable[[str], str]] = {
    "full_name": masked_name,
    "contact_name": masked_name,
    "phone": masked_phone,
    "contact_phone": masked_phone,
    "email": masked_mailbox,
}


class MaskedFields(ModelForm):
    """A form whose personal fields begin empty; an empty one leaves what is kept, “-” empties it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._masked():
            held = getattr(self.instance, name)
            self.initial[name] = ""
            self.fields[name].required = False
            self.fields[name].help_text = NOW.format(shown=MASKS[name](held) or "空")
            if self.data.get(self.add_prefix(name)) == CLEARED:
                self.fields[name].validators = []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self._masked():
            typed = given.get(name)
            if typed is not None:
                given[name] = "" if typed == CLEARED else typed or getattr(self.instance, name)
        return given

    def _masked(self) -> list[str]:
        return [name for name in MASKS if name in self.fields] if self.instance.pk else []


def _shown(name: str, label: str) -> Any:
    @admin.display(description=label)
    def shown(_register: Any, row: Any) -> str:
        return MASKS[name](getattr(row, name)) or "—"

    return shown


class MaskedReading(admin.ModelAdmin):
    """A register in which whoever only reads sees the masked values in the places of the columns."""

    shown_full_name = _shown("full_name", "姓名")
    shown_contact_name = _shown("contact_name", "联系人")
    shown_phone = _shown("phone", "手机")
    shown_contact_phone = _shown("contact_phone", "联系电话")
    shown_email = _shown("email", "电子邮箱")
    shown_instead: ClassVar = {name: f"shown_{name}" for name in MASKS}

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """As declared for who keeps the row, masked for who reads it."""
        declared: Any = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return declared
        return [
            (title, {**kept, "fields": [self.shown_instead.get(name, name) for name in kept["fields"]]})
            for title, kept in declared
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *self.shown_instead.values())
