"""账号 over the API: for 安全管理员 who are logged in, masked; no key opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.lockout import locked_until, unlock
from accounts.models import User
from accounts.office import disable_by_office, enable_by_office
from accounts.office_listing import ASKED, account_list
from accounts.policies import Action
from accounts.roles import Duty
from accounts.search_trail import note_search
from accounts.sessions import live_sessions
from api.fields import coded
from api.lists import listed
from api.people import coded_role
from api.people_serializers import AccountSerializer, WholeAccountSerializer
from api.sessions import SessionResource
from ground.masking import masked_mailbox, masked_name, masked_phone


class Accounts(SessionResource):
    """账号."""

    opens = Action.KEEP_ACCOUNTS
    serializer_class = AccountSerializer
    queryset = User.objects.none()  # for the schema: rows come from `visible_to`
    asks: ClassVar = {"list": ASKED}

    @extend_schema(summary="账号", responses=AccountSerializer)
    def list(self, request: Request) -> Response:
        """All accounts, masked; a search for people is an entry of the record."""
        administrator = cast(User, request.user)
        listing = account_list(administrator, request.query_params)
        answer = listed(request, listing, shown_accounts, related=("enterprise",))
        note_search(administrator, listed="账号", words=request.query_params.get("q", ""))
        return answer

    @extend_schema(summary="查看一个账号", responses=WholeAccountSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One account, with the end of its lock."""
        return self._answer(pk)

    @extend_schema(summary="停用账号", request=None, responses={200: WholeAccountSerializer})
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: int) -> Response:
        """停用: out at once, what was claimed is free again; the administrator proves first who is there."""
        return self._step(disable_by_office, pk)

    @extend_schema(summary="启用账号", request=None, responses={200: WholeAccountSerializer})
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: int) -> Response:
        """启用 of a disabled account; the administrator proves first who is there."""
        return self._step(enable_by_office, pk)

    @extend_schema(summary="解除锁定", request=None, responses={200: WholeAccountSerializer})
    @action(detail=True, methods=["post"])
    def unlock(self, request: Request, pk: int) -> Response:
        """解除锁定 after wrong passwords."""
        return self._step(unlock, pk)

    def _step(self, service: Callable[..., User], pk: int) -> Response:
        self._account(pk)
        service(administrator=cast(User, self.request.user), person_id=pk)
        return self._answer(pk)

    def _answer(self, pk: int) -> Response:
        person = self._account(pk)
        locked = locked_until(person.username, timezone.now())
        return Response({**shown_accounts([person])[0], "locked_until": locked})

    def _account(self, pk: int) -> User:
        visible = User.objects.visible_to(cast(User, self.request.user)).select_related("enterprise")
        person = visible.filter(pk=pk).first()
        if person is None:
            raise Http404
        return person


def shown_accounts(people: Sequence[User]) -> list[dict[str, Any]]:
    """Accounts with masked names and numbers; one query for all."""
    live = live_sessions(person.pk for person in people)
    return [
        {
            "id": person.pk,
            "username": person.username,
            "full_name": masked_name(person.full_name),
            "phone": masked_phone(person.phone),
            "email": masked_mailbox(person.email),
            "role": coded_role(person),
            "duties": [
                {"code": duty.value, "label": str(duty.label)} for duty in Duty if duty in person.duties
            ],
            "enterprise": person.enterprise.name if person.enterprise else "",
            "state": coded(person.account_state),
            "last_login": person.last_login,
            "sessions": live.get(person.pk, 0),
        }
        for person in people
    ]
