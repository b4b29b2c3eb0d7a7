"""What a page's script says about a file that it sends in pieces, for whoever holds the upload.

POST begins (name, size), GET tells how far it is, POST with a body brings the piece that begins at Upload-Offset,
DELETE cancels. Each answer is JSON; a refusal is problem JSON with a sentence for the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError

from documents import limits
from documents.incoming import begin_upload, drop_upload, find_upload, finish_upload, receive_piece
from documents.models import StagedUpload
from ground.asking import posted_text
from ground.errors import RuleBroken

NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
KIND = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
BAD_PIECE = "文件没有完整传到服务器，请点“重试”。"
# What the page needs of a file that is whole, by the kind that it was sent under (empty: none yet).
Done = Callable[[StagedUpload, str], dict[str, Any]]


def begin(request: HttpRequest, holder: str) -> HttpResponse:
    """Answer the token of a new upload and the size of its pieces in bytes."""
    size = request.POST.get("size", "")
    if not NUMBER.fullmatch(size):
        raise RuleBroken("upload_size", BAD_PIECE)
    token = begin_upload(holder=holder, name=posted_text(request, "name"), size=int(size))
    return JsonResponse({"token": token, "offset": 0, "piece": limits.current().chunk_bytes})


def go_on(request: HttpRequest, holder: str, token: str, done: Done) -> HttpResponse:
    """Take a piece, tell how far it is, or cancel; `done` is asked once the file is whole and stored."""
    if request.method == "DELETE":
        drop_upload(holder=holder, token=token)
        return HttpResponse(status=204)
    upload = (
        _with_piece(request, holder, token)
        if request.method == "POST"
        else find_upload(holder=holder, token=token)
    )
    if not upload.is_whole:
        return JsonResponse({"offset": upload.received, "piece": limits.current().chunk_bytes})
    kind = request.GET.get("kind", "")
    if not KIND.fullmatch(kind):
        kind = ""
    upload = finish_upload(upload, path=f"attachments.{kind}" if kind else "")
    return JsonResponse(
        {
            "offset": upload.size,
            "done": True,
            "name": upload.name,
            "notes": upload.notes,
            **done(upload, kind),
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _with_piece(request: HttpRequest, holder: str, token: str) -> StagedUpload:
    offset = request.headers.get("Upload-Offset", "")
    length = request.headers.get("Content-Length", "")
    whole = NUMBER.fullmatch(offset) and NUMBER.fullmatch(length)
    if not whole or int(length) > limits.current().chunk_bytes:  # before it is read
        raise RuleBroken("upload_piece", BAD_PIECE)
    try:
        data = request.body
    except UnreadablePostError:  # the line was cut; the sender asks how far it is
        data = b""
    if not data or len(data) != int(length):
        raise RuleBroken("upload_piece", BAD_PIECE)
    return receive_piece(holder=holder, token=token, offset=int(offset), data=data)
