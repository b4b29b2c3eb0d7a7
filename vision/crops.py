"""A piece of a page as a picture: its address is for one person, and looks at the paper's own door again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core import signing
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from documents.media_types import JPEG
from documents.models import Attachment
from documents.services import read_bytes
from ground.errors import RuleBroken
from vision import pictures
from vision.lines import Box, Page, box_from_json, box_to_json
from vision.models import READER, Leaf

VALID_FOR = datetime.timedelta(hours=24)
_SALT = "vision.crops"


@dataclass(frozen=True)
class Piece:
    """What a crop's address names: the file, where it was seen (an attachment, or this person's own upload), the place."""

    sm3: str
    page: int
    box: Box
    attachment: int | None = None


def crop_url(piece: Piece, user: User) -> str:
    """The address of a piece of a file that this person sees, good for 24 hours and for nobody else."""
    content = [user.pk, piece.sm3, piece.attachment, piece.page, box_to_json(piece.box), READER]
    return reverse("vision:crop", args=[signing.dumps(content, salt=_SALT, compress=True)])


def piece_of(token: str, user: User) -> tuple[Piece, Attachment | None]:
    """What the address names, and the attachment that it is seen by; Http404 where it is not this person's (any more)."""
    try:
        owner, sm3, attachment, page, box, reader = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature as fault:
        raise Http404 from fault
    piece = Piece(sm3, page, box_from_json(box), attachment)
    if owner != user.pk or reader != READER:
        raise Http404
    if attachment is None:
        return piece, None
    seen = Attachment.objects.visible_to(user).filter(pk=attachment, file__sm3=sm3).first()
    if seen is None:
        raise Http404
    return piece, seen


def cut(piece: Piece) -> bytes:
    """The piece as a JPEG; Http404 where its page was not kept."""
    leaf = (
        Leaf.objects.filter(reading__sm3=piece.sm3, reading__reader=READER, number=piece.page)
        .select_related("file")
        .first()
    )
    if leaf is None:
        raise Http404
    upright = Page(1, 0, 0, 0, ())  # as the leaf is
    try:
        return pictures.crop(read_bytes(leaf.file), JPEG, upright, piece.box)
    except (pictures.CannotReadError, RuleBroken) as fault:
        raise Http404 from fault
