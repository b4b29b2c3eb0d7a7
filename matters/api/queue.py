"""企业事项待办 over the API, and the office's decisions on it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import CodedField, coded
from desk.api.serializers import (
    InHandSerializer,
    QueueFirmSerializer,
    QueueMachineSerializer,
    TakeOverSerializer,
)
from desk.api.showing import firm_of, in_hand
from desk.api.views import Decisions, Queue
from devices.api.queue import ApprovalSerializer, machine_of
from ground.glossary import MatterKind, MatterStatus
from ground.listing import Listing
from matters.models import Matter
from matters.models.reads import MatterQuerySet
from matters.office_listing import WAITING_ASKED, waiting_matters
from matters.services.claiming import MATTERS
from matters.services.deciding import accept_matter, reject_matter
from renewals.api.due import DueSerializer, shown_due

RELATED = ("device", "enterprise", "counterparty", "claimed_by")


class QueuedMatterSerializer(serializers.Serializer[Any]):
    """A matter that waits for the office. `by_office`: a colleague filed it, another person decides."""

    reference = serializers.CharField()
    revision = serializers.IntegerField()
    kind = CodedField(MatterKind)
    status = CodedField(MatterStatus)
    round = serializers.IntegerField()
    by_office = serializers.BooleanField()
    enterprise = QueueFirmSerializer()
    counterparty = QueueFirmSerializer(allow_null=True)
    device = QueueMachineSerializer(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    due = DueSerializer()
    in_hand = InHandSerializer()


class MatterQueue(Queue):
    """企业事项待办."""

    kind = MATTERS
    lookup_field, lookup_value_converter = "reference", "str"
    serializer_class = QueuedMatterSerializer
    queryset = Matter.objects.none()  # for the schema: rows come from `visible_to`
    asks: ClassVar = dict.fromkeys(("list", "counts"), WAITING_ASKED)

    def listing(self, request: Request) -> Listing[Matter]:
        waiting: MatterQuerySet = MATTERS.waiting(request.user).select_related(*RELATED)  # type: ignore[assignment]
        return waiting_matters(
            request.user, waiting, request.query_params, timezone.now(), timezone.localdate()
        )

    def shown(self, case: Matter, hand: dict[str, Any]) -> dict[str, Any]:
        return shown_waiting(case, hand)

    def found(self, key: str) -> Matter:
        return found_matter(self.request.user, key)

    @extend_schema(summary="企业事项待办", responses=QueuedMatterSerializer)
    def list(self, request: Request) -> Response:
        """What waits for the office, oldest first."""
        return super().list(request)

    @extend_schema(summary="查看一件待办事项", responses=QueuedMatterSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:
        """One that was handed in, whatever its state now."""
        return self.one(reference)


class MatterDecisions(Decisions):
    """The office's steps on 企业事项; 备案号更正 is decided on in the console alone."""

    kind = MATTERS
    lookup_field, lookup_value_converter = "reference", "str"
    steps: ClassVar = dict.fromkeys(("claim", "release", "take_over", "accept", "reject"), MATTERS.action)
    matched = ("accept", "reject")
    serializer_class = QueuedMatterSerializer
    queryset = Matter.objects.none()

    def found(self, key: str) -> Matter:
        return found_matter(self.request.user, key)

    def answer(self, case: Matter) -> Response:
        (hand,) = in_hand(MATTERS, [case], self.request.user)
        return self.tagged(shown_waiting(case, hand), case)

    @extend_schema(summary="签收事项", request=None, responses={200: QueuedMatterSerializer})
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, reference: str) -> Response:
        """签收."""
        return self.claim_case(reference)

    @extend_schema(summary="退回事项待办", request=None, responses={200: QueuedMatterSerializer})
    @action(detail=True, methods=["post"])
    def release(self, request: Request, reference: str) -> Response:
        """退回待办; another's claim is left alone."""
        return self.release_case(reference)

    @extend_schema(summary="接手事项", request=TakeOverSerializer, responses={200: QueuedMatterSerializer})
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, reference: str) -> Response:
        """接手办理 what another reviewer has claimed."""
        return self.take_over_case(reference)

    @extend_schema(
        summary="事项审核通过", request=ApprovalSerializer, responses={200: QueuedMatterSerializer}
    )
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:
        """审核通过: what follows from the matter happens at once."""
        return self._decide(accept_matter, reference)

    @extend_schema(
        summary="事项审核不通过", request=ApprovalSerializer, responses={200: QueuedMatterSerializer}
    )
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, reference: str) -> Response:
        """审核不通过, with an opinion (5 characters or more)."""
        return self._decide(reject_matter, reference)

    def _decide(self, service: Any, reference: str) -> Response:
        case = self.found(reference)
        seen, said = self.seen_of(case), self.said(ApprovalSerializer)
        service(matter_id=case.pk, revision=seen, reviewer=self.request.user, opinion=said["opinion"])
        return self.answer(self.found(reference))


def shown_waiting(matter: Matter, hand: dict[str, Any]) -> dict[str, Any]:
    """One matter of the queue, read with what it names; no query."""
    return {
        "reference": matter.reference,
        "revision": matter.revision,
        "kind": coded(matter.sort),
        "status": coded(matter.state),
        "round": matter.round,
        "by_office": matter.by_office,
        "enterprise": firm_of(matter.enterprise),
        "counterparty": firm_of(matter.counterparty) if matter.counterparty else None,
        "device": machine_of(matter.device) if matter.device else None,
        "submitted_at": matter.submitted_at,
        "due": shown_due(matter.due_on, waits=matter.status == MatterStatus.PENDING),
        "in_hand": hand,
    }


def found_matter(user: User, reference: str) -> Matter:
    """The matter as the person may see it, no 备案号更正. Raises Http404."""
    known = Matter.objects.visible_to(user).exclude(kind=MatterKind.NUMBER_CORRECTION)
    matter = known.select_related(*RELATED).filter(reference=reference).first()
    if matter is None:
        raise Http404
    return matter
