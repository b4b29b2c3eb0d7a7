"""电子证照 over the API: what was issued, and the files as the province issued them."""

from __future__ import annotations

from typing import ClassVar

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.lists import listed
from api.schema import ProblemSerializer
from api.scopes import Scope
from api.views import Resource
from certificates.api.serializers import CertificateSerializer
from certificates.api.showing import RELATED, shown_certificate
from certificates.listing import ASKED, certificate_list
from certificates.models import CertificateQuerySet, ElectronicCertificate
from certificates.views import certificate_answer
from documents.api.views import AnyAccept
from ground.glossary import CertificateValidity

MEDIA = ("application/pdf", "application/ofd")


class Certificates(Resource):
    """电子证照."""

    opens = (Action.USE_PORTAL, Action.VIEW_REGISTER)
    reads = Scope.CERTIFICATES_READ
    content_negotiation_class = AnyAccept
    asks: ClassVar = {"list": ASKED}
    serializer_class = CertificateSerializer
    queryset = ElectronicCertificate.objects.none()  # for the schema: rows come from `visible_to`

    @extend_schema(summary="电子证照", responses=CertificateSerializer)
    def list(self, request: Request) -> Response:
        """The certificates, newest first, filtered as on the page."""
        today = timezone.localdate()
        listing = certificate_list(request.user, request.query_params, today)
        return listed(
            request, listing, lambda rows: [shown_certificate(row, today) for row in rows], related=RELATED
        )

    @extend_schema(summary="查看一份", responses=CertificateSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One certificate."""
        return self._answer(self._visible().filter(pk=pk).first())

    @extend_schema(
        summary="下载证照文件",
        responses={(200, media): OpenApiResponse(OpenApiTypes.BINARY, "证照文件") for media in MEDIA}
        | {(409, "application/problem+json"): OpenApiResponse(ProblemSerializer, "文件正在查毒，或已隔离")},
    )
    @action(detail=True, methods=["get"])
    def content(self, request: Request, pk: int) -> HttpResponse:
        """The bytes as the province issued them; the ETag is their SM3."""
        certificate = self._visible().filter(pk=pk).first()
        if certificate is None:
            raise Http404
        return certificate_answer(request._request, certificate)

    @extend_schema(summary="设备的电子证照", responses=CertificateSerializer)
    @action(detail=False, methods=["get"], url_path="of-device/<int:pk>", url_name="of-device")
    def of_device(self, request: Request, pk: int) -> Response:
        """The certificate of the machine with that id: the one that stands, else the latest that was cancelled."""
        found = self._visible().filter(device_id=pk).order_by("-issued_on", "-id")
        standing = found.filter(validity=CertificateValidity.VALID).first()
        return self._answer(standing or found.first())

    def _visible(self) -> CertificateQuerySet:
        visible: CertificateQuerySet = ElectronicCertificate.objects.visible_to(self.request.user)
        return visible.select_related(*RELATED)

    def _answer(self, certificate: ElectronicCertificate | None) -> Response:
        if certificate is None:
            raise Http404
        return Response(shown_certificate(certificate, timezone.localdate()))
