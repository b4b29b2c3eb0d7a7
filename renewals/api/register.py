"""备案设备信息 over the API: the register with its 换证进度, and 证件换发 from a machine.

It lives here and not with the machines, because each line says how far its renewal is.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.etags import tagged
from api.lists import listed
from api.scopes import Scope
from api.views import Resource
from devices.api.reading import read_record
from devices.api.serializers import RecordChangeSerializer
from devices.models import CatalogueVersion, Device
from renewals.api.history import steps_for
from renewals.api.machine_serializers import (
    RegisteredDetailSerializer,
    RegisteredSerializer,
    StepSerializer,
)
from renewals.api.machine_showing import REGISTER_COLUMNS, shown_register, shown_registered, shown_steps
from renewals.api.prechecking import prechecked
from renewals.api.serializers import PrecheckSerializer, RenewalSerializer
from renewals.api.showing import shown_renewal
from renewals.carrying import carried_renewal
from renewals.listings import register_list
from renewals.listings.register import ASKED as REGISTER_ASKED
from renewals.listings.steps import ASKED as STEPS_ASKED
from renewals.services.drafting import prepare_renewal, start_renewal


class Devices(Resource):
    """备案设备信息管理; machines that are not in the register yet stand in `intake/`."""

    opens = (Action.USE_PORTAL, Action.VIEW_REGISTER)
    reads, writes = Scope.DEVICES_READ, Scope.RENEWALS_WRITE
    steps: ClassVar = {"renewal": Action.KEEP_RENEWALS, "precheck": Action.USE_PORTAL}
    scopes: ClassVar = {"precheck": Scope.RENEWALS_READ}
    matched = locates = ("renewal",)
    asks: ClassVar = {"list": REGISTER_ASKED, "history": STEPS_ASKED}
    serializer_class = RegisteredSerializer
    queryset = Device.objects.none()  # for the schema: rows come from `visible_to`

    @extend_schema(summary="备案设备信息", responses=RegisteredSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The registered machines that one sees, filtered and sorted as on the page."""
        listing = register_list(request.user, request.query_params, timezone.localdate())
        return listed(request, listing, shown_register, only=REGISTER_COLUMNS)

    @extend_schema(summary="查看一台", responses=RegisteredDetailSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One registered machine: data, papers, 换证进度. The ETag is that of the machine's record."""
        device = Device.objects.visible_to(request.user).registered().filter(pk=pk).first()
        if device is None:
            raise Http404
        return tagged(Response(shown_registered(device, request.user)), device)

    @extend_schema(summary="办理经过", responses=StepSerializer(many=True))
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: int) -> Response:
        """Every step of the machine, its renewals and matters, filtered as 任务历史."""
        device = self._device(pk)
        listing = steps_for(request.user, request.query_params, device_id=device.pk)
        return listed(request, listing, lambda rows: shown_steps(rows, request.user))

    @extend_schema(summary="证件换发", request=RecordChangeSerializer, responses={201: RenewalSerializer})
    @action(detail=True, methods=["post"])
    def renewal(self, request: Request, pk: int) -> Response:
        """证件换发: a renewal filled from the record, old values converted, with what the body says over it.

        Also for a machine that is not in the register yet (保存并继续证件换发): both are then handed in together.
        If-Match is the machine's. 409 where the machine has a renewal under way or none is to be made.
        """
        device, revision = self._device(pk), self.seen()
        blank = prepare_renewal(device=device, user=request.user)
        given = read_record(blank, _said(request), phase="renewal", user=request.user)
        made = start_renewal(
            device_id=pk,
            revision=device.revision if revision is None else revision,
            user=request.user,
            given=given,
            catalogue_seen=blank.catalogue_version_id,
        )
        answer = Response(shown_renewal(made, request.user), status=201)
        answer["Location"] = reverse("api:renewals-detail", args=[made.reference])
        return tagged(answer, made)

    @extend_schema(
        summary="预审检查(尚未建申请)",
        request=RecordChangeSerializer,
        responses={200: PrecheckSerializer},
    )
    @action(detail=True, methods=["post"])
    def precheck(self, request: Request, pk: int) -> Response:
        """What 预审检查 would say of a renewal of this machine with that body; nothing is kept."""
        blank = carried_renewal(self._device(pk), CatalogueVersion.objects.in_force())
        return Response(prechecked(blank, _said(request), request.user))

    def _device(self, pk: int) -> Device:
        visible = Device.objects.visible_to(self.request.user).select_related("enterprise")
        device = visible.filter(pk=pk).first()
        if device is None:
            raise Http404
        return device


def _said(request: Request) -> dict[str, Any]:
    said = RecordChangeSerializer(data=request.data or {})
    said.is_valid(raise_exception=True)
    return dict(said.validated_data)
