"""企业事项 over the API: the firm's own matters and those offered to it; the office reads what was handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.lists import listed
from api.problems import Problem
from api.scopes import Scope
from api.views import Resource
from devices.models import Device
from documents.api.views import AnyAccept
from ground.glossary import MatterKind
from matters.api.reading import read_matter
from matters.api.serializers import (
    KindsSerializer,
    MatterChangeSerializer,
    MatterDeclarationSerializer,
    MatterReasonSerializer,
    MatterSerializer,
    NewMatterSerializer,
    WholeMatterSerializer,
)
from matters.api.showing import RELATED, papers_shown, shown_kind, shown_matter, whole_matter
from matters.listing import ASKED, matter_list
from matters.models import Matter
from matters.models.kinds import FIRMS_KINDS
from matters.services.deferring import resume
from matters.services.filing import save_matter, start_matter, submit_matter, void_matter, withdraw_matter
from matters.services.receiving import confirm_transfer, decline_transfer
from matters.views.following import paper_answer
from matters.views.stepping import refuse_other_kinds

NO_DEVICE = "没有编号为 {pk} 的设备，或不属于贵企业。请用 devices 或 intake 接口核对设备编号。"
STEPS = ("create", "partial_update", "submit", "withdraw", "void", "end")


class Matters(Resource):
    """企业事项."""

    opens = (Action.USE_PORTAL, Action.VIEW_REGISTER)
    reads, writes = Scope.MATTERS_READ, Scope.MATTERS_WRITE
    steps: ClassVar = {
        **dict.fromkeys(STEPS, Action.KEEP_MATTERS),
        **dict.fromkeys(("confirm", "decline"), Action.CONFIRM_TRANSFER),
    }
    matched = ("submit", "withdraw", "void", "end", "confirm", "decline")
    lookup_field, lookup_value_converter = "reference", "str"
    content_negotiation_class = AnyAccept
    asks: ClassVar = {"list": ASKED}
    serializer_class = MatterSerializer
    queryset = Matter.objects.none()  # for the schema: rows come from `visible_to`

    @extend_schema(summary="企业事项", responses=MatterSerializer)
    def list(self, request: Request) -> Response:
        """The firm's matters and those offered to it, newest first, filtered as on the page."""
        listing = matter_list(request.user, request.query_params)
        return listed(
            request, listing, lambda rows: [shown_matter(row, request.user) for row in rows], related=RELATED
        )

    @extend_schema(
        summary="可办理的企业事项",
        parameters=[OpenApiParameter("device", int, description="设备编号；给出时说明各事项为何不适用")],
        responses=KindsSerializer,
    )
    @action(detail=False, methods=["get"])
    def kinds(self, request: Request) -> Response:
        """What can be applied for, each with its fields and papers."""
        given = request.query_params.get("device", "")
        pk = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None
        if given and pk is None:
            raise Problem(400, "bad_filter", "device 应为设备编号(整数)。")
        device = self._device(pk) if pk else None
        return Response({"items": [shown_kind(kind, device) for kind in FIRMS_KINDS]})

    @extend_schema(summary="查看一件", responses=WholeMatterSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:
        """One matter with its papers."""
        return self._answer(self._matter(reference))

    @extend_schema(
        summary="新建企业事项", request=NewMatterSerializer, responses={201: WholeMatterSerializer}
    )
    def create(self, request: Request) -> Response:
        """A draft; nothing changes at the machine before it is handed in."""
        said = NewMatterSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        kind = MatterKind(said.validated_data["kind"])
        device = None
        if kind != MatterKind.RENAMING:
            device = self._device(said.validated_data.get("device"))
        blank = Matter(kind=kind, enterprise=request.user.own_enterprise, device=device)
        given = read_matter(blank, said.validated_data, request.user)
        device_id = device.pk if device else 0
        matter = start_matter(user=request.user, kind=kind, device_id=device_id, given=given)
        return self._answer(matter, status=201)

    @extend_schema(summary="修改", request=MatterChangeSerializer, responses=WholeMatterSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:
        """修改 of a draft or refused matter."""
        revision = self.seen(needed=True)
        matter = self._own(reference)
        said = MatterChangeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        given = read_matter(matter, said.validated_data, request.user)
        seen = matter.revision if revision is None else revision
        return self._answer(save_matter(matter_id=matter.pk, revision=seen, user=request.user, given=given))

    @extend_schema(
        summary="提交", request=MatterDeclarationSerializer, responses={200: WholeMatterSerializer}
    )
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, reference: str) -> Response:
        """提交 with the declaration of truth; 暂不换证 is in force at once."""
        return self._step(submit_matter, self._own(reference), MatterDeclarationSerializer)

    @extend_schema(summary="撤回", request=None, responses={200: WholeMatterSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:
        """撤回, until a reviewer has it in hand or the office has decided."""
        return self._step(withdraw_matter, self._own(reference))

    @extend_schema(summary="作废", request=MatterReasonSerializer, responses={200: WholeMatterSerializer})
    @action(detail=True, methods=["post"])
    def void(self, request: Request, reference: str) -> Response:
        """作废 of a draft or refused matter, with a reason."""
        return self._step(void_matter, self._own(reference), MatterReasonSerializer)

    @extend_schema(summary="恢复换证", request=None, responses={200: WholeMatterSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, reference: str) -> Response:
        """恢复换证 of a machine whose exchange was put off."""
        matter = self._own(reference)
        refuse_other_kinds(matter.sort)
        return self._step(resume, matter)

    @extend_schema(
        summary="确认接收", request=MatterDeclarationSerializer, responses={200: WholeMatterSerializer}
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, reference: str) -> Response:
        """确认接收 by the manager of the firm that takes the machine over; no key may."""
        return self._step(confirm_transfer, self._matter(reference), MatterDeclarationSerializer)

    @extend_schema(summary="不予接收", request=MatterReasonSerializer, responses={200: WholeMatterSerializer})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, reference: str) -> Response:
        """不予接收, with a reason; no key may."""
        return self._step(decline_transfer, self._matter(reference), MatterReasonSerializer)

    @extend_schema(
        summary="下载事项资料",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    @action(detail=True, methods=["get"], url_path="papers/<int:pk>", url_name="paper")
    def paper(self, request: Request, reference: str, pk: int) -> HttpResponse:
        """The bytes of a paper: also the firm that takes a machine over reads what it is to confirm."""
        matter = self._matter(reference)
        for paper in papers_shown(matter, request.user):
            if paper.pk == pk:
                return paper_answer(request._request, matter, paper)
        raise Http404

    def _step(self, service: Callable[..., Matter], matter: Matter, said: Any = None) -> Response:
        """Take the step on what the caller has seen; `said` reads what it asks for besides."""
        revision = self.seen()
        asked = said(data=self.request.data) if said else None
        if asked:
            asked.is_valid(raise_exception=True)
        done = service(
            matter_id=matter.pk,
            revision=matter.revision if revision is None else revision,
            user=self.request.user,
            **(asked.validated_data if asked else {}),
        )
        return self._answer(done)

    def _matter(self, reference: str) -> Matter:
        visible = Matter.objects.visible_to(self.request.user).select_related(*RELATED)
        matter = visible.filter(reference=reference).first()
        if matter is None:
            raise Http404
        return matter

    def _own(self, reference: str) -> Matter:
        own = Matter.objects.own_of(self.request.user).select_related(*RELATED)
        matter = own.filter(reference=reference).first()
        if matter is None:
            raise Http404
        return matter

    def _device(self, pk: int | None) -> Device:
        machines = Device.objects.visible_to(self.request.user).select_related("enterprise")
        device = machines.filter(pk=pk).first() if pk else None
        if device is None:
            detail = NO_DEVICE.format(pk=pk) if pk else "请给出设备编号 device。"
            fault = {"code": "unknown_device", "detail": detail, "path": "device"}
            raise Problem(422, "unknown_device", detail, errors=[fault])
        return device

    def _answer(self, matter: Matter, *, status: int = 200) -> Response:
        return self.tagged(whole_matter(matter, self.request.user), matter, status=status)
