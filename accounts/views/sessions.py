"""Of sessions: how long the own one lasts, ending own ones, and going on with a form that came too late."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import kept_posts
from accounts.browsers import family_of
from accounts.idle import background, seconds_left
from accounts.services import end_own_session, end_own_sessions


@background
@never_cache
@login_required
@require_GET
def left(request: HttpRequest) -> JsonResponse:
    """For an open page: whose session it is, how long it lasts, and the token that forms need now."""
    return _told(request)


@never_cache
@login_required
@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """For a page on which somebody types: a step like any other, which keeps the session."""
    return _told(request, fresh=True)


@login_required
@require_POST
def end_one(request: HttpRequest, handle: str) -> HttpResponse:
    """End one of the own sessions."""
    if end_own_session(person=request.user, handle=handle, agent=_agent(request)):
        messages.success(request, "已结束该登录会话。")
    else:
        messages.info(request, "该登录会话已经结束。")
    return redirect("accounts:security")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all own sessions but this one."""
    here = request.session.session_key
    many = end_own_sessions(person=request.user, keep=here, agent=_agent(request))
    messages.success(request, f"已结束其他 {many} 个登录会话。" if many else "没有其他在线的登录会话。")
    return redirect("accounts:security")


@login_required
@never_cache
@require_GET
def go_on(request: HttpRequest) -> HttpResponse:
    """继续提交 what was sent after the session had ended; by hand, because time has passed."""
    kept = kept_posts.take(request, request.user)
    if kept is None:
        return redirect("home")
    return render(request, "accounts/continue.html", {"kept": kept})


@login_required
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Where a login in another window ends: the page that was left open goes on."""
    return render(request, "accounts/back.html")


def _agent(request: HttpRequest) -> str:
    return family_of(request.headers.get("User-Agent", ""))


def _told(request: HttpRequest, *, fresh: bool = False) -> JsonResponse:
    whole = seconds_left(request) if not fresh else seconds_left(request, from_now=True)
    return JsonResponse({"left": whole, "account": request.user.pk, "token": get_token(request)})
