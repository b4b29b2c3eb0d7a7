"""附件资料 on a form: what is asked, what is held, what was just added, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from devices.catalogue import RequiredAttachment
from documents import limits
from documents.media_types import ACCEPTED
from documents.models import Attachment
from documents.services import take_upload
from documents.staging import Staged, sign_staged, unsign_staged
from ground.errors import RuleBroken

MOST_CLAIMS = 300
ID = re.compile(r"[0-9]{1,18}")  # what any database takes


@dataclass
class PaperRow:
    """One kind of paper on the form."""

    code: str
    label: str
    hint: str
    required: bool
    held: list[Attachment] = field(default_factory=list)
    standing: list[Attachment] = field(default_factory=list)
    staged: list[tuple[str, Staged]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The name of its file input and of its place in error lists."""
        return f"attachments.{self.code}"

    @property
    def is_there(self) -> bool:
        """已添加, be it among the firm's standing papers."""
        return bool(self.held or self.staged or self.standing)

    @property
    def uses_standing(self) -> bool:
        """The firm's standing paper stands for this kind, and the record has none of its own."""
        return bool(self.standing and not (self.held or self.staged))

    @property
    def is_used(self) -> bool:
        """Somebody has done something here: the row is not folded away."""
        return bool(self.required or self.is_there or self.errors)


class Papers:
    """The section's state over one request.

    Files are stored as soon as they arrive and carried as signed tokens, so that a form that comes back
    with an error elsewhere never asks for them again.
    """

    accept = ACCEPTED

    def __init__(
        self,
        requirements: Iterable[RequiredAttachment],
        held: dict[str, list[Attachment]],
        user: User,
        standing: dict[str, list[Attachment]] | None = None,
    ) -> None:
        """`held` are the subject's own files by kind, `standing` those that its firm has given for all."""
        self.user = user
        self.removed: frozenset[int] = frozenset()
        self.claims: list[str] = []  # what the page says was taken over from recognition, unchecked
        self.reading = (
            ""  # for which form its pictures are read (devices.recognised.page); empty: not offered
        )
        self.rows = [
            PaperRow(
                code=item.kind.code,
                label=item.kind.label,
                hint=item.kind.hint,
                required=item.level == "required",
                held=list(held.get(item.kind.code, [])),
                standing=(standing or {}).get(item.kind.code, []) if item.kind.standing else [],
            )
            for item in requirements
        ]

    @property
    def limits(self) -> limits.Limits:
        """How much may be added."""
        return limits.current()

    @property
    def most_of_one(self) -> str:
        """The most of one file, for people."""
        return limits.in_megabytes(self.limits.file_bytes)

    @property
    def most_of_all(self) -> str:
        """The most of all files together, for people."""
        return limits.in_megabytes(self.limits.subject_bytes)

    @property
    def first_rows(self) -> list[PaperRow]:
        """Those that are asked for, held, or in trouble."""
        return [row for row in self.rows if row.is_used]

    @property
    def further_rows(self) -> list[PaperRow]:
        """The optional ones nobody has used: folded away, because the guide asks for little paper."""
        return [row for row in self.rows if not row.is_used]

    @property
    def staged(self) -> tuple[Staged, ...]:
        """Everything added on this form and not yet kept."""
        return tuple(staged for row in self.rows for _token, staged in row.staged)

    @property
    def is_valid(self) -> bool:
        """Whether every file that was sent could be taken."""
        return not any(row.errors for row in self.rows)

    def refuse(self, refusal: RuleBroken) -> bool:
        """Show a service's refusal at its row; False where no row is meant."""
        named = [row for row in self.rows if row.path == refusal.path]
        for row in named:
            row.errors.append(refusal.message)
        return bool(named)

    def take(self, post: QueryDict, files: MultiValueDict) -> None:
        """Read the tokens, removals and new files of a posted form."""
        by_code = {row.code: row for row in self.rows}
        self.claims = post.getlist("recognised")[:MOST_CLAIMS]
        dropped = set(post.getlist("drop_staged"))
        for token in post.getlist("staged"):
            if token not in dropped:
                self._take_token(token, by_code)
        ids = {int(text) for text in post.getlist("remove_attachment") if ID.fullmatch(text)}
        self.removed = frozenset(ids)
        for row in self.rows:
            row.held = [item for item in row.held if item.pk not in ids]
            for upload in files.getlist(row.path):
                self._take_upload(upload, row)

    def _take_token(self, token: str, by_code: dict[str, PaperRow]) -> None:
        try:
            staged = unsign_staged(token, self.user)
        except RuleBroken as refusal:
            row = by_code.get(refusal.path.removeprefix("attachments."))
            (row or self.rows[0]).errors.append(refusal.message)
            return
        if staged.kind in by_code:
            by_code[staged.kind].staged.append((token, staged))

    def _take_upload(self, upload: object, row: PaperRow) -> None:
        try:
            taken = take_upload(upload=upload, path=row.path)  # type: ignore[arg-type]
        except RuleBroken as refusal:
            row.errors.append(f"{getattr(upload, 'name', '')}：{refusal.message}")
            return
        row.warnings += taken.notes
        name = str(getattr(upload, "name", ""))
        token = sign_staged(taken.file, name, row.code, self.user)
        row.staged.append((token, unsign_staged(token, self.user)))
