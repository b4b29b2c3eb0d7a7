"""The form of a notice in the console, with its files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.city_data import CityDataForm
from accounts.models import User
from audit.city_changes import Texts
from documents import limits
from documents.media_types import ACCEPTED
from documents.services import take_upload
from documents.staging import Staged, sign_staged, unsign_staged
from ground.errors import RuleBroken
from inbox.city_data import notice_texts
from inbox.models import Notice, NoticePaper
from inbox.notices import KIND, PATH, refuse_too_many

ID = re.compile(r"[0-9]{1,18}")  # what any database takes


@dataclass(frozen=True)
class Sent:
    """What the browser sent: tokens of files added before, ids to take away, and new files."""

    tokens: tuple[str, ...] = ()
    removed: frozenset[int] = frozenset()
    uploads: tuple[UploadedFile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tokens or self.removed or self.uploads)


@dataclass(frozen=True)
class TakenIn:
    """What became of a new file: the token under which it waits for the form, or why it is not taken."""

    token: str = ""
    refusal: str = ""


def take_in(uploads: Iterable[UploadedFile], *, user: User) -> tuple[TakenIn, ...]:
    """Check and store the new files of a form, each with its outcome.

    To be called while no transaction is open: a scanner is another system, and may take its time.
    """
    return tuple(_taken_in(upload, user) for upload in uploads)


def _taken_in(upload: UploadedFile, user: User) -> TakenIn:
    try:
        taken = take_upload(upload=upload, path=PATH)
    except RuleBroken as refusal:
        return TakenIn(refusal=f"{upload.name}：{refusal.message}")
    return TakenIn(token=sign_staged(taken.file, upload.name or "", KIND, user))


class PapersInput(forms.Widget):
    """The files that are there, those just added, and a place for more; each form gives it its own."""

    template_name = "inbox/notice_papers.html"
    needs_multipart_form = True
    held: list[NoticePaper]
    removed: frozenset[int]
    staged: list[tuple[str, Staged]]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        """Read the tokens, removals and new files of a posted form."""
        dropped = set(data.getlist("drop_staged"))
        ids = {int(text) for text in data.getlist("remove_paper") if ID.fullmatch(text)}
        tokens = tuple(token for token in data.getlist("staged") if token not in dropped)
        return Sent(tokens, frozenset(ids), tuple(files.getlist(name)))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows."""
        shown = {"held": self.held, "removed": self.removed, "staged": self.staged, "accept": ACCEPTED}
        return {**super().get_context(name, value, attrs), **shown}


class PapersField(forms.Field):
    """Files of a notice; a form that comes back with an error elsewhere never asks for them again."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether anything was sent."""
        return bool(data)


class NoticeForm(CityDataForm):
    """Title, text, day, and files. `user` and `taken`, the new files, are set on the class that a request works with."""

    user: User
    taken: tuple[TakenIn, ...] = ()
    texts_of = staticmethod(notice_texts)
    papers = PapersField(label="附件", required=False, widget=PapersInput)

    class Meta:
        model = Notice
        fields = ("title", "body", "published_on", "is_published")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["papers"]
        most = limits.current()
        field.help_text = (
            f"PDF、JPG、PNG、HEIC、OFD，每个不超过 {limits.in_megabytes(most.file_bytes)}，最多 {most.files_per_kind} 个。"
            "公告发布后，任何人都可以查看和下载。"
        )
        shown: PapersInput = field.widget
        shown.held = list(self.instance.papers.select_related("file")) if self.instance.pk else []
        shown.removed, shown.staged = frozenset(), []
        self.papers_input = shown

    def clean_papers(self) -> Sent:
        """The files added before and the new ones; ValidationError with each refusal."""
        sent: Sent = self.cleaned_data["papers"]
        refusals = [taken.refusal for taken in self.taken if taken.refusal]
        for token in (*sent.tokens, *(taken.token for taken in self.taken if taken.token)):
            try:
                self.papers_input.staged.append((token, unsign_staged(token, self.user)))
            except RuleBroken as refusal:
                refusals.append(refusal.message)
        self.papers_input.removed = sent.removed
        try:
            refuse_too_many(self.instance, self.staged, sent.removed)
        except RuleBroken as refusal:
            refusals.append(refusal.message)
        if refusals:
            raise ValidationError(refusals)
        return sent

    def after(self) -> Texts:
        """With the files as they would be."""
        return {**super().after(), "附件": "、".join(self.paper_names())}

    def paper_names(self) -> list[str]:
        """Of the files that it would carry."""
        shown = self.papers_input
        held = {item.file_id: item.name for item in shown.held if item.pk not in shown.removed}
        return list({**{item.file.pk: item.name for item in self.staged}, **held}.values())

    @property
    def staged(self) -> list[Staged]:
        """The files that were added and wait for the form to be saved."""
        return [staged for _token, staged in self.papers_input.staged]
