"""Pictures of a report on the public form: stored as they arrive, carried as signed tokens until it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from cases.assumptions import current
from devices.viewing import PICTURES
from documents.limits import in_megabytes
from documents.services import take_upload
from documents.staging import Staged, sign_staged, unsign_staged
from ground.errors import RuleBroken

KIND = "case_photo"


@dataclass
class Photos:
    """The section's state over one request; `errors` say what could not be taken and what to do."""

    user: Any
    staged: list[tuple[str, Staged]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def most(self) -> int:
        """How many one report may have."""
        return current().photos

    @property
    def most_of_one(self) -> str:
        """The most of one, for people."""
        return in_megabytes(current().photo_bytes)

    @property
    def files(self) -> list[Staged]:
        """The pictures that the report will have."""
        return [item for _token, item in self.staged]

    def take(self, tokens: list[str], dropped: set[str], uploads: list[UploadedFile]) -> None:
        """Read what the page carries, and store what it brings, up to the bounds."""
        for token in [token for token in tokens if token not in dropped][: self.most]:
            try:
                self.staged.append((token, unsign_staged(token, self.user)))
            except RuleBroken as refusal:
                self.errors.append(refusal.message)
        for upload in uploads:
            if len(self.staged) >= self.most:
                self.errors.append(f"照片最多 {self.most} 张，“{upload.name}”没有添加。")
                return
            self._take_one(upload)

    def _take_one(self, upload: UploadedFile) -> None:
        if (upload.size or 0) > current().photo_bytes:
            self.errors.append(f"{upload.name}：照片不能超过 {self.most_of_one}，请压缩或重新拍摄。")
            return
        try:
            taken = take_upload(upload=upload, path="photos")
        except RuleBroken as refusal:
            self.errors.append(f"{upload.name}：{refusal.message}")
            return
        if taken.file.media_type not in PICTURES:
            self.errors.append(f"{upload.name}：请添加照片(JPG、PNG 或 HEIC)。")
            return
        token = sign_staged(taken.file, str(upload.name), KIND, self.user)
        self.staged.append((token, unsign_staged(token, self.user)))
