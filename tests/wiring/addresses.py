"""Addresses that exist in tests alone: each door through which a refusal can come."""

from __future__ import annotations

import errno

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin

from ground.errors import NotAllowed, RuleBroken, StepRefused
from ground.request_context import current_address, current_request_id
from zhongshan_crane.urls import urlpatterns as ours


def raising(error: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


def context(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{current_request_id()} {current_address()}")


@xframe_options_sameorigin
def preview(request: HttpRequest) -> HttpResponse:
    return HttpResponse("preview")


urlpatterns = [
    path(
        "broken/",
        raising(RuleBroken("too_old", "该设备已超过规定使用年限，请办理注销。", path="device.made_on")),
    ),
    path("late/", raising(StepRefused("too_late", "此件已由他人接受备案。"))),
    path("forbidden/", raising(NotAllowed("not_allowed", "只有企业管理员可以作废，请联系本企业管理员。"))),
    path("full/", raising(OSError(errno.ENOSPC, "no room"))),
    path("over-quota/", raising(OSError(errno.EDQUOT, "no room"))),
    path("not-readable/", raising(OSError(errno.EACCES, "not allowed"))),
    path("away/", raising(OperationalError("server closed the connection"))),
    path("gone/", raising(Http404("secret reason"))),
    path("context/", context),
    path("preview/", preview),
    *ours,
]
