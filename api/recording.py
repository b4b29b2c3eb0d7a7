"""Every call is an entry of the record: which key or person, which address of the interface, with what outcome."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import User
from audit.account_events import Subject
from audit.services import record_account_step
from ground.glossary import AboutKind, AccountStep


def record_call(request: Request, answer: HttpResponse) -> None:
    """Append the call of somebody known; who is not is counted by the limits, and stands in the log."""
    user = request.user
    if not isinstance(user, User):
        return
    match = request.resolver_match
    record_account_step(
        step=AccountStep.API_CALLED,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=user.enterprise_id,
        about=Subject(AboutKind.API_KEY, request.auth.pk) if request.auth is not None else None,
        detail={
            "method": str(request.method),
            "route": match.view_name if match else "",
            "page": request.path[:200],
            "status": answer.status_code,
        },
    )
