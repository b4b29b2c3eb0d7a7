"""事件推送 over the API: subscriptions of the firm's own systems, their deliveries, 重新推送."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.fields import coded
from api.lists import listed
from api.scopes import Scope
from api.views import Resource
from inbox.api.webhook_serializers import (
    NewWebhookSerializer,
    PushDeliverySerializer,
    RedeliveredSerializer,
    RedeliverSerializer,
    WebhookChangeSerializer,
    WebhookSerializer,
    WebhookWithSecretSerializer,
)
from inbox.webhooks.listing import DELIVERIES, SUBSCRIPTIONS, delivery_list, subscription_list
from inbox.webhooks.models import WebhookDelivery, WebhookSubscription
from inbox.webhooks.services import (
    Wanted,
    change_subscription,
    delete_subscription,
    make_subscription,
    redeliver,
    renew_secret,
    send_test,
)
from inbox.webhooks.words import PushDeliveryState


class Webhooks(Resource):
    """Subscriptions: made, changed, tried, deleted; what was sent, and sent again."""

    opens = Action.KEEP_WEBHOOKS
    reads = writes = Scope.WEBHOOKS_WRITE
    matched = ("secret",)
    outside_transaction: ClassVar = frozenset({"create"})  # a name is resolved
    secrets: ClassVar = frozenset({"create", "secret"})
    asks: ClassVar = {"list": SUBSCRIPTIONS, "deliveries": DELIVERIES}
    serializer_class = WebhookSerializer
    queryset = WebhookSubscription.objects.none()  # for the description: rows come from `visible_to`

    @extend_schema(summary="事件推送", responses=WebhookSerializer)
    def list(self, request: Request) -> Response:
        """The firm's subscriptions."""
        return listed(
            request,
            subscription_list(request.user, request.query_params),
            lambda rows: [_shown(row) for row in rows],
        )

    @extend_schema(summary="查看一个事件推送", responses=WebhookSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One subscription."""
        row = self._row(pk)
        return self.tagged(_shown(row), row)

    @extend_schema(
        summary="新建事件推送", request=NewWebhookSerializer, responses={201: WebhookWithSecretSerializer}
    )
    def create(self, request: Request) -> Response:
        """A new subscription; the answer alone has its secret."""
        said = NewWebhookSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made, secret = make_subscription(user=request.user, given=Wanted(**said.validated_data))
        place = reverse("api:webhooks-detail", args=[made.pk])
        return self.tagged({**_shown(made), "secret": secret}, made, status=201, location=place)

    @extend_schema(summary="修改、启用、停用", request=WebhookChangeSerializer, responses=WebhookSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """The changed subscription; `state` on also resumes a paused one."""
        revision = self.seen(needed=True)
        row = self._row(pk)
        said = WebhookChangeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        changed = change_subscription(
            pk=pk,
            revision=row.revision if revision is None else revision,
            user=request.user,
            given=Wanted(**said.validated_data),
        )
        return self.tagged(_shown(changed), changed)

    @extend_schema(summary="删除事件推送", responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """It goes with its deliveries."""
        revision = self.seen(needed=True)
        row = self._row(pk)
        delete_subscription(pk=pk, revision=row.revision if revision is None else revision, user=request.user)
        return Response(status=204)

    @extend_schema(summary="重新生成签名密钥", request=None, responses=WebhookWithSecretSerializer)
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, pk: int) -> Response:
        """A new secret, in this answer alone."""
        row, revision = self._row(pk), self.seen()
        changed, secret = renew_secret(
            pk=pk, revision=row.revision if revision is None else revision, user=request.user
        )
        return self.tagged({**_shown(changed), "secret": secret}, changed)

    @extend_schema(summary="发送测试事件", request=None, responses={202: PushDeliverySerializer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: int) -> Response:
        """A test event, sent like any other; what came of it stands in the deliveries."""
        self._row(pk)
        return Response(_shown_delivery(send_test(pk=pk, user=request.user)), status=202)

    @extend_schema(summary="推送记录", responses=PushDeliverySerializer(many=True))
    @action(detail=True, methods=["get"])
    def deliveries(self, request: Request, pk: int) -> Response:
        """What was written for it, newest first."""
        return listed(request, delivery_list(self._row(pk), request.query_params), _shown_deliveries)

    @extend_schema(summary="重新推送", request=RedeliverSerializer, responses={202: RedeliveredSerializer})
    @action(detail=True, methods=["post"])
    def redeliver(self, request: Request, pk: int) -> Response:
        """Those named, or all that failed, become due at once under their old ids."""
        self._row(pk)
        said = RedeliverSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        count = redeliver(pk=pk, user=request.user, deliveries=said.validated_data.get("deliveries"))
        return Response({"count": count}, status=202)

    def _row(self, pk: int) -> WebhookSubscription:
        row = WebhookSubscription.objects.visible_to(self.request.user).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row


def _shown(row: WebhookSubscription) -> dict[str, Any]:
    return {
        "id": row.pk,
        "revision": row.revision,
        "name": row.name,
        "address": row.address,
        "events": [coded(event) for event in row.told_of],
        "state": coded(row.state_word),
        "said": row.said,
        "failures": row.failures,
        "created_at": row.created_at,
    }


def _shown_deliveries(rows: Sequence[WebhookDelivery]) -> list[dict[str, Any]]:
    return [_shown_delivery(row) for row in rows]


def _shown_delivery(row: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "event_id": str(row.uid),
        "event": coded(row.event_word),
        "about": row.about,
        "state": coded(row.state_word),
        "attempts": row.attempts,
        "last_status": row.status or None,
        "last_answer": row.answer,
        "said": row.said,
        "created_at": row.created_at,
        "due_at": row.due_at if row.state == PushDeliveryState.WAITING else None,
        "finished_at": row.finished_at,
    }
