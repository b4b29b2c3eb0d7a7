"""人员与账号 of the own firm over the API: for its manager who is logged in; no key opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.listing import ASKED, people_list, person_rows
from accounts.mailing import mail_link
from accounts.models import User
from accounts.policies import Action
from accounts.roles import Role
from accounts.search_trail import note_search
from accounts.services import PersonInput
from api.etags import seen_mark
from api.fields import StrictSerializer, coded
from api.lists import listed
from api.people_serializers import (
    EndedSessionsSerializer,
    InvitationSerializer,
    InvitedSerializer,
    PersonChangeSerializer,
    PersonSerializer,
    ResetSerializer,
)
from api.sessions import SessionResource


class People(SessionResource):
    """人员与账号."""

    opens = Action.KEEP_OWN_PEOPLE
    etag = "MarkETag"
    secrets: ClassVar = frozenset({"create", "reset"})
    serializer_class = PersonSerializer
    queryset = User.objects.none()  # for the schema: rows come from `visible_to`
    asks: ClassVar = {"list": ASKED}

    @extend_schema(summary="本企业人员", responses=PersonSerializer)
    def list(self, request: Request) -> Response:
        """The firm's people, filtered as on the page; a search for people is an entry of the record."""
        manager = cast(User, request.user)
        answer = listed(request, people_list(manager, request.query_params), shown_people)
        note_search(manager, listed="人员与账号", words=request.query_params.get("q", ""))
        return answer

    @extend_schema(summary="查看一人", responses=PersonSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One of the firm's people."""
        return _answer(self._person(pk))

    @extend_schema(summary="邀请人员", request=InvitationSerializer, responses={201: InvitedSerializer})
    def create(self, request: Request) -> Response:
        """Make an account that its owner opens by a one-time link; the manager proves first who is there."""
        given = self._said(InvitationSerializer)
        made = services.invite_person(
            manager=self._manager, username=given.pop("username"), given=PersonInput(**given)
        )
        answer = _answer(made.person, status=201, **_link(made))
        answer["Location"] = reverse("api:people-detail", args=[made.person.pk])
        return answer

    @extend_schema(summary="修改人员资料", request=PersonChangeSerializer, responses={200: PersonSerializer})
    def partial_update(self, request: Request, pk: int) -> Response:
        """Name, telephone, mailbox and role; with another role the person's sessions end. The manager proves first who is there."""
        seen, person = seen_mark(request), self._person(pk)
        given = {name: getattr(person, name) for name in ("full_name", "role", "phone", "email")}
        session = request._request.session
        kept = services.change_person(
            manager=self._manager,
            person_id=pk,
            given=PersonInput(**given | self._said(PersonChangeSerializer)),
            keep=session.session_key,
            seen=seen or services.mark_of_person(person),  # what is not named is as it was read here
        )
        if kept.pk == self._manager.pk and kept.role != person.role:
            session.cycle_key()  # what the session may has changed: its key does, too
        return _answer(kept)

    @extend_schema(summary="停用人员", request=None, responses={200: PersonSerializer})
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: int) -> Response:
        """停用: the person is out at once."""
        return self._step(services.disable_person, pk)

    @extend_schema(summary="启用人员", request=None, responses={200: PersonSerializer})
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: int) -> Response:
        """启用 of a disabled account."""
        return self._step(services.enable_person, pk)

    @extend_schema(summary="撤销邀请", request=None, responses={200: PersonSerializer})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: int) -> Response:
        """撤销邀请: the link that was handed over opens nothing any more."""
        return self._step(services.revoke_invitation, pk)

    @extend_schema(summary="重置密码", request=None, responses={200: ResetSerializer})
    @action(detail=True, methods=["post"])
    def reset(self, request: Request, pk: int) -> Response:
        """A new one-time link, for the password or to open the account; the manager proves first who is there."""
        self._person(pk)
        made = services.link_for_person(manager=self._manager, person_id=pk)
        hours = int(made.purpose.lifetime.total_seconds() // 3600)
        return _answer(made.person, hours=hours, **_link(made))

    @extend_schema(summary="结束登录会话", request=None, responses={200: EndedSessionsSerializer})
    @action(detail=True, methods=["post"])
    def sessions(self, request: Request, pk: int) -> Response:
        """结束会话: whoever is logged in with this account must log in again, but for the caller's own session."""
        self._person(pk)
        keep = request._request.session.session_key
        return Response(
            {"ended": services.end_persons_sessions(manager=self._manager, person_id=pk, keep=keep)}
        )

    @property
    def _manager(self) -> User:
        return cast(User, self.request.user)

    def _said(self, serializer: type[StrictSerializer]) -> dict[str, Any]:
        said = serializer(data=self.request.data)
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)

    def _step(self, service: Callable[..., User], pk: int) -> Response:
        self._person(pk)
        return _answer(service(manager=self._manager, person_id=pk))

    def _person(self, pk: int) -> User:
        found = User.objects.visible_to(self._manager).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


def _answer(person: User, *, status: int = 200, **more: Any) -> Response:
    """The person with the mark of what can be changed; a link is in no cache."""
    headers = {"ETag": f'"{services.mark_of_person(person)}"', "Cache-Control": "no-store"}
    return Response({**shown_people([person])[0], **more}, status=status, headers=headers)


def _link(made: services.MadeLink) -> dict[str, Any]:
    mailed = mail_link(person=made.person, url=made.url, purpose=made.purpose)
    return {"link": made.url, "mailed": mailed}


def shown_people(people: Sequence[User]) -> list[dict[str, Any]]:
    """People as their firm's manager sees them; one query for all."""
    return [
        {
            "id": row.person.pk,
            "username": row.person.username,
            "full_name": row.person.full_name,
            "phone": row.person.phone,
            "email": row.person.email,
            "role": coded_role(row.person),
            "state": coded(row.person.account_state),
            "last_login": row.person.last_login,
            "sessions": row.sessions,
        }
        for row in person_rows(people)
    ]


def coded_role(person: User) -> dict[str, str]:
    """The role as code and word."""
    return {"code": str(person.role), "label": str(Role(person.role).label)}
