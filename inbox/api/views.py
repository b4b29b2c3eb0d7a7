"""消息 over the API: the person's own; a key reads those of whoever made it, but for what concerns that account's safety."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.fields import CodedField, coded
from api.lists import listed
from api.scopes import Scope
from api.views import Resource
from inbox.listing import ASKED, message_list
from inbox.models import Message
from inbox.services import mark_all_read, mark_read
from inbox.words import Event


class MessageSerializer(serializers.Serializer[Any]):
    """One message. `link` is the page of the portal on which it can be acted upon; `event` is null for other messages."""

    id = serializers.IntegerField()
    event = CodedField(Event, allow_null=True)
    title = serializers.CharField()
    body = serializers.CharField(allow_blank=True)
    link = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class ReadSerializer(serializers.Serializer[Any]):
    """How many messages have just been marked."""

    read = serializers.IntegerField()


class Messages(Resource):
    """消息."""

    opens = (Action.USE_PORTAL, Action.USE_CONSOLE)
    reads = Scope.MESSAGES_READ
    asks: ClassVar = {"list": ASKED}
    serializer_class = MessageSerializer
    queryset = Message.objects.none()  # for the schema: rows come from `visible_to`

    @extend_schema(summary="消息", responses=MessageSerializer)
    def list(self, request: Request) -> Response:
        """The messages, newest first, filtered as on the page."""
        return listed(request, message_list(request.user, request.query_params), shown_messages)

    @extend_schema(summary="查看一条", responses=MessageSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One message; reading it here marks nothing."""
        return Response(shown_messages([self._message(pk)])[0])

    @extend_schema(summary="标记已读", request=None, responses={200: MessageSerializer})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: int) -> Response:
        """Mark it as read; again changes nothing."""
        message = self._message(pk)
        mark_read(message=message)
        return Response(shown_messages([message])[0])

    @extend_schema(summary="全部标记已读", request=None, responses={200: ReadSerializer})
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Mark all as read."""
        return Response({"read": mark_all_read(person=request.user)})

    def _message(self, pk: int) -> Message:
        message = Message.objects.visible_to(self.request.user).filter(pk=pk).first()
        if message is None:
            raise Http404
        return message


def shown_messages(rows: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as the API says them; no query."""
    return [
        {
            "id": row.pk,
            "event": coded(Event(row.event)) if row.event else None,
            "title": row.title,
            "body": row.body,
            "link": row.link,
            "created_at": row.created_at,
            "read_at": row.read_at,
        }
        for row in rows
    ]
