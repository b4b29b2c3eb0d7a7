"""Previews and downloads; whoever may not see a file learns only that there is none."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import Action, require
from audit.naming import about
from documents import transfers
from documents.media_types import OFD
from documents.models import Attachment, StagedUpload, StoredFile
from documents.scanning import require_served
from documents.services import read_bytes
from documents.staging import sign_staged, unsign_staged
from ground.errors import RuleBroken

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'self'"
LOST = "登录已失效。请在新窗口重新登录，再点“重试”；已传到的部分还在。"


@require_safe
@login_required
@xframe_options_sameorigin
def file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show an attachment, or save it with ?download=1; `name` is there for the reader and the browser."""
    visible = Attachment.objects.visible_to(request.user)  # type: ignore[arg-type]
    attachment = get_object_or_404(visible.select_related("file"), pk=pk)
    answer = answer_with(request, attachment.file, attachment.name)
    return about(answer, [attachment.belongs_to], attachment=attachment.pk)


@require_safe
@login_required
@xframe_options_sameorigin
def staged(request: HttpRequest, token: str) -> HttpResponse:
    """Show a file that this person has added to a page not yet saved."""
    try:
        found = unsign_staged(token, request.user)  # type: ignore[arg-type]
    except RuleBroken as error:
        raise Http404(error.message) from error
    return answer_with(request, found.file, found.name, own=True)


@require_POST
def begin_upload(request: HttpRequest) -> HttpResponse:
    """A page's script announces a file that it will send in pieces."""
    return _refuse_lost(request) or transfers.begin(request, _holder(request))


@require_http_methods(["GET", "POST", "DELETE"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """The next piece of a file, how far it is, or its end; whole, it answers the token that the form carries."""

    def staged_as(found: StagedUpload, kind: str) -> dict[str, Any]:
        signed = sign_staged(found.file, found.name, kind, request.user)  # type: ignore[arg-type]
        return {
            "staged": signed,
            "type": found.file.media_type,
            "url": reverse("documents:staged", args=[signed]),
        }

    return _refuse_lost(request) or transfers.go_on(request, _holder(request), token, staged_as)


def _refuse_lost(request: HttpRequest) -> HttpResponse | None:
    """A script cannot follow a login page: it gets the sentence instead; NotAllowed for people of the office."""
    if not request.user.is_authenticated:
        return JsonResponse({"detail": LOST}, status=401, json_dumps_params={"ensure_ascii": False})
    require(request.user, Action.USE_PORTAL)
    return None


def _holder(request: HttpRequest) -> str:
    return f"user:{request.user.pk}"


def answer_with(request: HttpRequest, stored: StoredFile, name: str, *, own: bool = False) -> HttpResponse:
    """Return the bytes inline where a browser can show them, else to be saved; 304 where it has them.

    Also for other apps' files, which must have been found through their own `visible_to` before.
    Only this person's browser may keep the answer, and asks each time, because rights can end. Raises NotServed
    for what waits to be looked through, unless it is the person's `own`, and for what was found infected.
    """
    require_served(stored, own=own)
    etag = f'"{stored.sm3}"'
    known = get_conditional_response(request, etag=etag)
    response = known or HttpResponse(read_bytes(stored), content_type=stored.media_type)
    if known is None:
        to_save = stored.media_type == OFD or request.GET.get("download") == "1"
        response["Content-Disposition"] = content_disposition_header(to_save, name) or "inline"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if stored.media_type.startswith("image/"):  # a browser's own PDF viewer does not work in a sandbox
        response["Content-Security-Policy"] = SANDBOX
    return response
