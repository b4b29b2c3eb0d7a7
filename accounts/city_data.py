"""Data that the city owns, in the console: shown before it is kept, and every former text stays.

A form is posted twice. First it answers with what changes against now, what that touches (`ground.effects`) and how people
will see it; then that very content, and no other, is kept. Each change is a `CityChange`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.city_changes import changes_of, latest_changes
from accounts.console_permissions import ByPolicy
from audit.city_changes import Texts, differing
from ground.digests import sm3_hex
from ground.effects import effects_of
from ground.writing import STALE, lock_row

GONE = "这条记录已被删除，没有保存。需要时请复制内容，另行添加。"


class CityDataForm(forms.ModelForm):
    """A form whose content is shown before it is kept. `texts_of` names a row's content by labels, as its history does.

    The page carries two digests: `was`, of the row that it was made from, and `shown`, of the content whose effect stands on it.
    """

    awaiting = False  # whether the page shows the effect and waits for 保存

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = self.texts_of(self.instance) if self.instance.pk else {}
        self.was = self.data.get("was") or digest_of(self.before)

    @staticmethod
    def texts_of(row: Any, /) -> Texts:
        """Label → text of everything that the city words of the row."""
        raise NotImplementedError

    def after(self) -> Texts:
        """The content as typed; to be asked of a valid form."""
        return self.texts_of(self.instance)

    def clean(self) -> dict[str, Any]:
        """What somebody else kept or deleted meanwhile must be looked at first."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk:
            self.refuse_stale()
        return data

    def refuse_stale(self) -> None:
        """Lock the row, inside the admin's transaction, and compare it with the one that the page was made from."""
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        try:
            if digest_of(self.texts_of(lock_row(rows))) != self.was:
                self.add_error(None, STALE)
        except type(self.instance).DoesNotExist:
            self.add_error(None, GONE)

    def is_valid(self) -> bool:
        """Valid, and its effect was shown; what changes nothing has none to show."""
        if not super().is_valid():
            return False
        content = self.after()
        self.shown = digest_of(content)
        self.lines = differing(self.before, content)
        seen = self.data.get("step") == "keep" and self.data.get("shown") == self.shown
        self.awaiting = bool(self.lines) and not seen
        return not self.awaiting


class CityDataAdmin(ByPolicy):
    """A register of such data. `kind` names its rows in the history (`notice:12`) and its topic in `ground.effects`."""

    kind = ""
    preview_template = ""
    change_form_template = "admin/city_data.html"
    change_list_template = "admin/city_data_list.html"

    def subject_of(self, row: Any) -> str:
        """How the history names the row."""
        return f"{self.kind}:{row.pk}"

    def preview_of(self, form: Any) -> Mapping[str, Any]:
        """What the preview's template needs besides `row`, the row as it would be."""
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form with its history, and with the effect where it waits for 保存."""
        form, row = context["adminform"].form, kwargs.get("obj")
        if getattr(form, "awaiting", False):
            before = type(row)._default_manager.get(pk=row.pk) if row else None
            context |= {
                "effects": effects_of(self.kind, before, form.instance),
                "preview": {"row": form.instance, **self.preview_of(form)},
                "preview_template": self.preview_template,
            }
        context["changes"] = changes_of(self.subject_of(row)) if row else []
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list with the latest changes, those of deleted rows among them."""
        more = {"changes": latest_changes(self.kind), **(extra_context or {})}
        return super().changelist_view(request, more)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The question, with what would be seen no more."""
        row = self.get_object(request, object_id)
        effects = effects_of(self.kind, row, None) if row else []
        return super().delete_view(request, object_id, {"effects": effects, **(extra_context or {})})


def digest_of(texts: Mapping[str, str]) -> str:
    """Of a row's content."""
    return sm3_hex(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode())
