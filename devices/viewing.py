"""Papers in view beside a review: by kind, in the catalogue's order, with what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from devices.catalogue import RequiredAttachment

PICTURES = frozenset({"image/jpeg", "image/png"})
SHOWN_IN_PAGE = PICTURES | {"application/pdf"}


@dataclass(frozen=True, slots=True)
class ViewedPaper:
    """One file: `url` is empty where it was replaced since and is held no more.

    `frame_url` shows it inside a page, fitted to the frame; empty where no browser can show its type.
    `origin` says how it came where a phone sent it; empty for what was added at the desk.
    """

    name: str
    url: str
    frame_url: str
    origin: str = ""

    @property
    def in_page(self) -> bool:
        """Whether it can be looked at beside the record."""
        return bool(self.frame_url)


@dataclass(frozen=True, slots=True)
class ViewedKind:
    """One kind of paper with its files; a required kind without a file is shown as missing."""

    path: str
    label: str
    required: bool
    papers: tuple[ViewedPaper, ...]


def origin_of(photo_link_id: int | None, added_at: dt.datetime | None) -> str:
    """扫码上传 with its time and the link's number, by which 任务历史 names it; empty without a link."""
    if photo_link_id is None or added_at is None:
        return ""
    return f"扫码上传 {timezone.localtime(added_at):%Y-%m-%d %H:%M} · 第 {photo_link_id} 号二维码"


def viewed_paper(*, pk: int, name: str, media_type: str, held: bool = True, origin: str = "") -> ViewedPaper:
    """An attachment as a link into the page's frame, where a browser can show its type."""
    if not held:
        return ViewedPaper(name, "", "")
    url = reverse("documents:file", args=[pk, name])
    # A browser shows a bare picture in a frame with inline styles of its own, which the policy forbids.
    in_frame = reverse("console:paper", args=[pk]) if media_type in PICTURES else url
    return ViewedPaper(name, url, in_frame if media_type in SHOWN_IN_PAGE else "", origin)


def viewed_kinds(
    requirements: Iterable[RequiredAttachment], papers: Iterable[tuple[str, ViewedPaper]]
) -> list[ViewedKind]:
    """`papers` (kind and paper) sorted into the kinds; kinds neither given nor required are left out."""
    given = list(papers)
    kinds = [
        ViewedKind(
            path=required.path,
            label=required.kind.label,
            required=required.level == "required",
            papers=tuple(paper for kind, paper in given if kind == required.kind.code),
        )
        for required in requirements
    ]
    return [kind for kind in kinds if kind.papers or kind.required]


def first_in_page(kinds: Iterable[ViewedKind]) -> ViewedPaper | None:
    """The paper in view when the page opens: the first picture or PDF."""
    return next((paper for kind in kinds for paper in kind.papers if paper.in_page), None)
