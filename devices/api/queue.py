"""入库待办 over the API, and the office's decisions on it."""

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
from api.fields import CodedField, StrictSerializer, coded
from desk.api.serializers import (
    GivenRemarkSerializer,
    InHandSerializer,
    QueueFirmSerializer,
    QueueMachineSerializer,
    TakeOverSerializer,
)
from desk.api.showing import firm_of, in_hand
from desk.api.views import Decisions, Queue
from desk.remarks import RemarkInput, refuse_unsent
from devices.expiring import HEAVY
from devices.intake_listing import ASKED, intake_list
from devices.models import Device
from devices.services.claiming import INTAKES
from devices.services.intake import approve_intake, reject_intake
from ground.glossary import IntakeStatus
from ground.listing import Listing


class QueuedIntakeSerializer(serializers.Serializer[Any]):
    """A record under intake review. `warnings` is how many things its precheck found, null where it counts none."""

    id = serializers.IntegerField()
    revision = serializers.IntegerField()
    intake_status = CodedField(IntakeStatus)
    round = serializers.IntegerField()
    enterprise = QueueFirmSerializer()
    device = QueueMachineSerializer()
    submitted_at = serializers.DateTimeField(allow_null=True)
    warnings = serializers.IntegerField(allow_null=True)
    in_hand = InHandSerializer()


class ApprovalSerializer(StrictSerializer):
    """审核通过; an opinion may be added."""

    opinion = serializers.CharField(max_length=2000, allow_blank=True, default="")


class IntakeApprovalSerializer(ApprovalSerializer):
    """审核通过; `remarks` would not be sent to the firm: with any the step is refused."""

    remarks = GivenRemarkSerializer(many=True, required=False, max_length=200)


class IntakeRefusalSerializer(StrictSerializer):
    """审核不通过: the reason (5 characters or more) and remarks at fields."""

    opinion = serializers.CharField(max_length=2000, allow_blank=True, default="")
    remarks = GivenRemarkSerializer(many=True, required=False, max_length=200)


class IntakeQueue(Queue):
    """入库待办."""

    kind = INTAKES
    serializer_class = QueuedIntakeSerializer
    queryset = Device.objects.none()  # for the schema: rows come from `visible_to`
    asks: ClassVar = dict.fromkeys(("list", "counts"), ASKED)

    def listing(self, request: Request) -> Listing[Device]:
        waiting = INTAKES.waiting(request.user).select_related("enterprise", "claimed_by").defer(*HEAVY)
        return intake_list(request.user, waiting, request.query_params, timezone.now(), timezone.localdate())

    def shown(self, case: Device, hand: dict[str, Any]) -> dict[str, Any]:
        return shown_waiting(case, hand)

    def found(self, key: int) -> Device:
        return found_intake(self.request.user, key)

    @extend_schema(summary="入库待办", responses=QueuedIntakeSerializer)
    def list(self, request: Request) -> Response:
        """What waits for intake review, oldest first."""
        return super().list(request)

    @extend_schema(summary="查看一件入库", responses=QueuedIntakeSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One that was handed in, whatever its state now."""
        return self.one(pk)


class IntakeDecisions(Decisions):
    """The office's steps on 入库."""

    kind = INTAKES
    steps: ClassVar = dict.fromkeys(("claim", "release", "take_over", "approve", "reject"), INTAKES.action)
    matched = ("approve", "reject")
    serializer_class = QueuedIntakeSerializer
    queryset = Device.objects.none()

    def found(self, key: int) -> Device:
        return found_intake(self.request.user, key)

    def answer(self, case: Device) -> Response:
        (hand,) = in_hand(INTAKES, [case], self.request.user)
        return self.tagged(shown_waiting(case, hand), case)

    @extend_schema(summary="签收入库", request=None, responses={200: QueuedIntakeSerializer})
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: int) -> Response:
        """签收."""
        return self.claim_case(pk)

    @extend_schema(summary="退回入库待办", request=None, responses={200: QueuedIntakeSerializer})
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: int) -> Response:
        """退回待办; another's claim is left alone."""
        return self.release_case(pk)

    @extend_schema(summary="接手入库", request=TakeOverSerializer, responses={200: QueuedIntakeSerializer})
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, pk: int) -> Response:
        """接手办理 what another reviewer has claimed."""
        return self.take_over_case(pk)

    @extend_schema(
        summary="入库审核通过", request=IntakeApprovalSerializer, responses={200: QueuedIntakeSerializer}
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """审核通过: the machine is in the register."""
        case = self.found(pk)
        seen, said = self.seen_of(case), self.said(IntakeApprovalSerializer)
        refuse_unsent(len(said.get("remarks", ())), "审核通过")
        approve_intake(device_id=pk, revision=seen, reviewer=request.user, opinion=said["opinion"])
        return self.answer(self.found(pk))

    @extend_schema(
        summary="入库审核不通过",
        request=IntakeRefusalSerializer,
        responses={200: QueuedIntakeSerializer},
    )
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: int) -> Response:
        """审核不通过, with a reason; the record goes back to the firm."""
        case = self.found(pk)
        seen, said = self.seen_of(case), self.said(IntakeRefusalSerializer)
        remarks = [RemarkInput(path=item["path"], text=item["text"]) for item in said.get("remarks", ())]
        reject_intake(
            device_id=pk, revision=seen, reviewer=request.user, reason=said["opinion"], remarks=remarks
        )
        return self.answer(self.found(pk))


def shown_waiting(device: Device, hand: dict[str, Any]) -> dict[str, Any]:
    """One record of the queue, read with its firm; no query."""
    return {
        "id": device.pk,
        "revision": device.revision,
        "intake_status": coded(device.intake),
        "round": device.intake_round,
        "enterprise": firm_of(device.enterprise),
        "device": machine_of(device),
        "submitted_at": device.submitted_at,
        "warnings": device.intake_warnings,
        "in_hand": hand,
    }


def machine_of(device: Device) -> dict[str, Any]:
    """A machine in a queue."""
    return {
        "id": device.pk,
        "registration_number": device.registration_number,
        "category": device.category,
        "model": device.model,
        "factory_number": device.factory_number,
    }


def found_intake(user: User, pk: int) -> Device:
    """The record as the person may see it. Raises Http404."""
    known = Device.objects.visible_to(user).select_related("enterprise", "claimed_by")
    device = known.filter(pk=pk).first()
    if device is None:
        raise Http404
    return device
