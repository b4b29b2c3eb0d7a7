"""退出登录."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from audit.services import record_account_step
from ground.glossary import AccountStep


class Logout(auth.LogoutView):
    """Ends the session, and leaves an entry of whoever was in."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Out."""
        if isinstance(person := request.user, User):
            record_account_step(
                step=AccountStep.LOGGED_OUT,
                actor=person.actor,
                account_id=person.pk,
                enterprise_id=person.enterprise_id,
            )
        return super().post(request, *args, **kwargs)
