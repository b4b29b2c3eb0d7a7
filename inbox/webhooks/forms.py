"""A subscription as people fill it in."""

from __future__ import annotations

from django import forms

from inbox.webhooks.services import NO_EVENT, NO_NAME, Wanted
from inbox.webhooks.words import OFFERED


class WebhookForm(forms.Form):
    """Name, address, events; what the address may be says the service."""

    name = forms.CharField(
        label="名称",
        max_length=60,
        help_text="写明接收事件的系统，例如“租赁管理系统”。",
        error_messages={"required": NO_NAME},
    )
    address = forms.CharField(
        label="接收地址",
        max_length=500,
        help_text="以 https:// 开头、互联网上可以访问的地址。事件以 POST 发出，答复 2xx 即为收到。",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label="事件",
        choices=[(event.value, event.label) for event in OFFERED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_EVENT},
    )

    @property
    def offered(self) -> list[tuple[str, str, bool]]:
        """The events: value, words, whether ticked."""
        ticked = set(self["events"].value() or ())
        return [(event.value, event.label, event.value in ticked) for event in OFFERED]

    def wanted(self) -> Wanted:
        """What the service takes."""
        said = self.cleaned_data
        return Wanted(name=said["name"], address=said["address"], events=said["events"])
