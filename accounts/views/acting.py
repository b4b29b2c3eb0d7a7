"""结束代查看: the one step that 代查看 allows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.policies import Action, may


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The middleware has ended it; lead back to the console, a second click too."""
    if may(request.user, Action.LOOK_AS_FIRM):
        messages.success(request, "代查看已结束，查看过的页面已留痕。")
        return redirect("console:acting_records")
    return redirect("home")
