"""The own firm over the API: 企业资料 and 企业公共附件."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Enterprise
from accounts.policies import Action
from accounts.privacy.needs import sees_whole
from api.fields import WordSerializer
from api.scopes import Scope
from api.views import Resource
from devices.api.reading import read_paper
from devices.api.serializers import AddedPaperSerializer
from devices.listing import town_word
from devices.services.standing_papers import keep_standing_papers, standing_kinds
from documents.api.serializers import AttachmentSerializer
from documents.api.showing import shown_attachment
from documents.models import Attachment, SubjectKind
from ground.masking import masked_name, masked_phone


class EnterpriseSerializer(serializers.Serializer[Any]):
    """What the city holds of the firm. `is_local` says whether this city exchanges its certificates."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    uscc = serializers.CharField()
    region_code = serializers.CharField()
    is_local = serializers.BooleanField()
    town = WordSerializer(allow_null=True)
    address = serializers.CharField(allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    contact_phone = serializers.CharField(allow_blank=True)


OneFirm: Any = forced_singular_serializer(EnterpriseSerializer)


class OwnEnterprise(Resource):
    """企业资料 of the own firm; what is wrong in it is put right by 企业事项 or the office."""

    opens = Action.USE_PORTAL
    reads = (Scope.PAPERS_WRITE, Scope.DEVICES_READ)
    serializer_class = EnterpriseSerializer
    queryset = Enterprise.objects.none()  # for the schema: there is one, the own

    @extend_schema(summary="本企业资料", responses={200: OneFirm})
    def list(self, request: Request) -> Response:
        """The one firm that the key or person acts for."""
        firm = request.user.own_enterprise
        whole = sees_whole(request.user, firm.pk)
        shown = {
            "id": firm.pk,
            "name": firm.name,
            "uscc": firm.uscc,
            "region_code": firm.region_code,
            "is_local": firm.is_local,
            "town": {"code": firm.town, "label": town_word(firm.town)} if firm.town else None,
            "address": firm.address,
            "contact_name": firm.contact_name if whole else masked_name(firm.contact_name),
            "contact_phone": firm.contact_phone if whole else masked_phone(firm.contact_phone),
        }
        return Response(shown)


class StandingPapers(Resource):
    """企业公共附件: given once, used by each machine and renewal of the firm. They have no revision."""

    opens = Action.USE_PORTAL
    reads = writes = Scope.PAPERS_WRITE
    steps: ClassVar = dict.fromkeys(("create", "destroy"), Action.KEEP_STANDING_PAPERS)
    has_revision = False
    serializer_class = AttachmentSerializer
    queryset = Attachment.objects.none()  # for the schema: rows are the firm's own

    @extend_schema(summary="企业公共附件", responses=AttachmentSerializer(many=True))
    def list(self, request: Request) -> Response:
        """All of them; there are few, so that `next` is always null."""
        return Response({"items": [shown_attachment(paper) for paper in self._held()], "next": None})

    @extend_schema(
        summary="添加企业公共附件", request=AddedPaperSerializer, responses={201: AttachmentSerializer}
    )
    def create(self, request: Request) -> Response:
        """Add a file that was taken in by `files/`; the same file twice under one kind is one paper."""
        said = AddedPaperSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        staged = read_paper(said.validated_data, request.user, standing_kinds())
        keep_standing_papers(user=request.user, staged=staged, removed=())
        paper = self._held().get(kind=staged[0].kind, file=staged[0].file)
        answer = Response(shown_attachment(paper), status=201)
        answer["Location"] = reverse("api:files-detail", args=[paper.pk])
        return answer

    @extend_schema(summary="移除企业公共附件", responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take one away; rounds that were handed in with it keep it."""
        if not self._held().filter(pk=pk).exists():
            raise Http404
        keep_standing_papers(user=request.user, staged=(), removed={pk})
        return Response(status=204)

    def _held(self) -> Any:
        return Attachment.objects.of(SubjectKind.ENTERPRISE, self.request.user.own_enterprise.pk)
