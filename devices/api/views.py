"""入库 over the API: the firm's records that are not yet in the register."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.lists import listed
from api.scopes import Scope
from api.views import Resource
from devices.api.reading import read_record
from devices.api.serializers import IntakeSerializer, NewIntakeSerializer, RecordChangeSerializer
from devices.api.showing import shown_intake
from devices.listing import UNAPPROVED_ASKED, unapproved_list
from devices.models import CatalogueVersion, Device
from devices.services.drafting import add_device, change_device, delete_device
from devices.services.drafting_many import refuse_unknown_category
from devices.services.intake import submit_intake, withdraw_intake


class Intake(Resource):
    """未审核通过设备信息: draft, hand in, take back, delete."""

    opens = Action.USE_PORTAL
    reads, writes = Scope.DEVICES_READ, Scope.DEVICES_WRITE
    steps: ClassVar = dict.fromkeys(
        ("create", "partial_update", "destroy", "submit", "withdraw"), Action.KEEP_DEVICES
    )
    matched = ("submit", "withdraw")
    asks: ClassVar = {"list": UNAPPROVED_ASKED}
    serializer_class = IntakeSerializer

    @extend_schema(summary="未审核通过设备信息", responses=IntakeSerializer)
    def list(self, request: Request) -> Response:
        """The firm's records that are not in the register yet, filtered as on the page."""
        listing = unapproved_list(request.user, request.query_params, timezone.localdate())
        return listed(request, listing, lambda rows: [shown_intake(row, request.user) for row in rows])

    @extend_schema(summary="查看一台", responses=IntakeSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One record."""
        return self._answer(self._device(pk))

    @extend_schema(summary="添加设备", request=NewIntakeSerializer, responses={201: IntakeSerializer})
    def create(self, request: Request) -> Response:
        """添加设备: a draft; it reserves no number."""
        said = NewIntakeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        version = CatalogueVersion.objects.in_force()
        category = said.validated_data["category"]
        refuse_unknown_category(version, category)
        blank = Device(enterprise=request.user.own_enterprise, catalogue_version=version, category=category)
        given = read_record(blank, said.validated_data, phase="intake", user=request.user)
        device = add_device(user=request.user, category=category, given=given)
        return self._answer(device, status=201)

    @extend_schema(summary="修改", request=RecordChangeSerializer, responses=IntakeSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """修改 of a draft or refused record."""
        revision = self.seen(needed=True)
        device = self._device(pk)
        said = RecordChangeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        given = read_record(device, said.validated_data, phase="intake", user=request.user)
        changed = change_device(
            device_id=pk,
            revision=device.revision if revision is None else revision,
            user=request.user,
            given=given,
        )
        return self._answer(changed)

    @extend_schema(summary="删除", responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """删除 of a record that never was in the register."""
        revision = self.seen(needed=True)
        device = self._device(pk)
        delete_device(
            device_id=pk, revision=device.revision if revision is None else revision, user=request.user
        )
        return Response(status=204)

    @extend_schema(summary="提交入库", request=None, responses=IntakeSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: int) -> Response:
        """提交入库."""
        return self._step(submit_intake, pk)

    @extend_schema(summary="撤回入库", request=None, responses=IntakeSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """撤回 of a record under review."""
        return self._step(withdraw_intake, pk)

    def _step(self, service: Any, pk: int) -> Response:
        device = self._device(pk)
        revision = self.seen()
        seen = device.revision if revision is None else revision
        return self._answer(service(device_id=pk, revision=seen, user=self.request.user))

    def _device(self, pk: int) -> Device:
        device = Device.objects.visible_to(self.request.user).unapproved().filter(pk=pk).first()
        if device is None:
            raise Http404
        return device

    def _answer(self, device: Device, *, status: int = 200) -> Response:
        return self.tagged(shown_intake(device, self.request.user), device, status=status)
