"""退出登录."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.entering import CAME_BY, IDENTITY
from accounts.identity.linking import provider
from accounts.models import User
from audit.services import record_account_step
from ground.glossary import AccountStep


def clear_copies(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Have the browser forget the files and pages that it keeps of this site: the next person on a shared computer.

    "cache" alone. "storage" would also throw away what somebody has typed and not sent (`form-keep.js`), which is
    offered again to the same account after the login. Over HTTP browsers ignore the header.
    """
    if request.is_secure():
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


class Logout(auth.LogoutView):
    """Ends the session, and leaves an entry of whoever was in."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Out; whoever came in by another system's word is told how to leave it, too."""
        came_by = request.session.get(CAME_BY)
        if isinstance(person := request.user, User):
            record_account_step(
                step=AccountStep.LOGGED_OUT,
                actor=person.actor,
                account_id=person.pk,
                enterprise_id=person.enterprise_id,
            )
        answer = super().post(request, *args, **kwargs)
        if came_by == IDENTITY and provider():
            answer = redirect("accounts:identity_left")
        return clear_copies(request, answer)
