"""The form of an 意见模板 in the console."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.city_data import CityDataForm
from devices.models import CatalogueVersion
from ground.errors import RuleBroken
from ground.glossary import RefusalKind
from ground.writing import lock_row
from renewals.models import OpinionTemplate
from renewals.opinions import statutory_grounds
from renewals.services.opinions import texts_of

LEAST = 5  # as an opinion's own (renewals.services.deciding)
WHOLE = [("", "整件(不指向某一项)"), ("parameters", "技术参数(全部)")]
TOO_LONG = "意见内容最多 300 字，请精简。"


class OpinionForm(CityDataForm):
    """What the city words; `seen` is the revision that the page showed."""

    path = forms.ChoiceField(
        label="对应填写项", required=False, help_text="选用这条意见时，同时写到这一项的逐项意见中。"
    )
    kind = forms.ChoiceField(
        label="不接受类别",
        required=False,
        choices=[("", "不限"), *RefusalKind.choices],
        help_text="选用这条意见时自动勾选。",
    )
    grounds = forms.MultipleChoiceField(
        label="法定情形",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="仅法定不予的意见需要。",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    texts_of = staticmethod(texts_of)

    class Meta:
        model = OpinionTemplate
        fields = ("code", "text", "path", "kind", "grounds", "order", "is_on")
        help_texts = {"text": "5 至 300 字。花括号中的内容留空，由审核人员填写。"}
        error_messages = {"text": {"max_length": TOO_LONG}}
        widgets = {"text": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" not in self.fields:  # the page of somebody who only reads
            return
        self.fields["grounds"].choices = [(one.code, f"{one.code} {one.text}") for one in statutory_grounds()]  # type: ignore[attr-defined]
        self.fields["path"].choices = paths_with(self.instance.path)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["seen"].initial = self.instance.revision

    def clean_text(self) -> str:
        """No blanks, no control characters, as long as an opinion must be."""
        text = self.cleaned_data["text"].strip()
        if len(text) < LEAST:
            raise ValidationError(f"意见内容至少 {LEAST} 个字。")
        return text

    def clean(self) -> dict[str, Any]:
        """A statutory refusal names its ground."""
        data = super().clean() or self.cleaned_data
        statutory = data.get("kind") == RefusalKind.STATUTORY
        if statutory and not data.get("grounds"):
            self.add_error("grounds", "类别为“法定不予”的，请至少勾选一种法定情形。")
        if not statutory:
            data["grounds"] = []
        return data

    def refuse_stale(self) -> None:
        """The row has a revision of its own; one that was removed stays as a row."""
        seen = self.cleaned_data.get("seen") or 0
        try:
            lock_row(OpinionTemplate.objects.kept().filter(pk=self.instance.pk), revision=seen)
        except OpinionTemplate.DoesNotExist:
            self.add_error(None, "这条模板已被删除，没有保存。需要时请复制内容，另行添加。")
        except RuleBroken as refusal:
            self.add_error(None, refusal.message)


def paths_with(present: str) -> list[Any]:
    """Every field that an opinion can lead to, by section; `present` stays even where the catalogue has it no more."""
    catalogue = CatalogueVersion.objects.in_force().catalogue
    common = [(f"device.{f.code}", f.label) for f in catalogue.common_fields if f.source != "system"]
    papers = [(f"attachments.{paper.code}", paper.label) for paper in catalogue.attachments]
    groups: list[Any] = [*WHOLE, ("设备信息", common), ("附件资料", papers)]
    known, seen = {path for path, _label in [*WHOLE, *common, *papers]}, set[str]()
    for category in catalogue.enabled_categories():
        fresh = [p for p in category.parameters if p.code not in seen]
        seen |= {p.code for p in fresh}
        groups.append((category.label, [(p.path, p.label) for p in fresh]))
        known |= {p.path for p in fresh}
    return groups if present in known else [*groups, (present, f"{present}(目录中已没有)")]


def path_words(path: str) -> str:
    """How the choice names the field: 附件资料 · 设备铭牌照片."""
    for value, label in paths_with(path):
        if value == path:
            return str(label)
        if isinstance(label, list) and path in dict(label):
            return f"{value} · {dict(label)[path]}"
    return path
