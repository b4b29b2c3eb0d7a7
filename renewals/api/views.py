"""换证申请 over the API: list, read, change, check, papers, rounds. Its steps stand in `steps`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.etags import tagged
from api.lists import listed
from api.scopes import Scope
from devices.api.reading import asked_kinds, read_paper, read_record
from devices.api.serializers import AddedPaperSerializer, RecordChangeSerializer
from devices.recording import RecordInput
from documents.models import Attachment, SubjectKind
from renewals.api.prechecking import prechecked
from renewals.api.serializers import (
    PapersSerializer,
    PrecheckSerializer,
    RenewalItemSerializer,
    RenewalSerializer,
    RoundsSerializer,
)
from renewals.api.showing import renewal_papers, shown_items, shown_rounds
from renewals.api.steps import Steps
from renewals.listings import entry_list
from renewals.listings.entries import ASKED
from renewals.services.drafting import save_renewal
from renewals.services.moving import brought_up_to_date

HEAVY = ("parameters", "details", "device__parameters", "device__details")


class Renewals(Steps):
    """设备备案资料录入: a firm's renewals, and for the office those that were handed in."""

    steps: ClassVar = {
        **Steps.steps,
        **dict.fromkeys(("partial_update", "add_attachment", "remove_attachment"), Action.KEEP_RENEWALS),
        "precheck": Action.USE_PORTAL,
    }
    scopes: ClassVar = {**Steps.scopes, "precheck": Scope.RENEWALS_READ}
    matched = (*Steps.matched, "add_attachment")
    asks: ClassVar = {"list": ASKED}
    serializer_class = RenewalSerializer

    @extend_schema(summary="换证申请", responses=RenewalItemSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The renewals that one sees, filtered and sorted as on the page."""
        listing = entry_list(request.user, request.query_params)
        return listed(request, listing, shown_items, related=("device",), defer=HEAVY)

    @extend_schema(summary="查看一份", responses=RenewalSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:
        """One renewal; a firm's draft is moved to the catalogue in force first, and `catalogue_changes` says how."""
        renewal = self.find(reference)
        return self.answer(brought_up_to_date(renewal) if request.user.is_enterprise else renewal)

    @extend_schema(summary="修改", request=RecordChangeSerializer, responses=RenewalSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:
        """修改 · 确认 of a draft or refused renewal; what is not named stays."""
        seen = self.seen(needed=True)
        renewal = brought_up_to_date(self.find(reference))
        given = read_record(renewal, self.said(RecordChangeSerializer), phase="renewal", user=request.user)
        return self.answer(self._saved(renewal.pk, renewal.revision if seen is None else seen, given))

    @extend_schema(summary="预审检查", request=RecordChangeSerializer, responses={200: PrecheckSerializer})
    @action(detail=True, methods=["post"])
    def precheck(self, request: Request, reference: str) -> Response:
        """What 预审检查 says of the renewal with the body over it; nothing is kept, in whatever state it is."""
        return Response(prechecked(self.find(reference), self.said(RecordChangeSerializer), request.user))

    @extend_schema(summary="附件", responses=PapersSerializer)
    @action(detail=True, methods=["get"])
    def attachments(self, request: Request, reference: str) -> Response:
        """The papers of the renewal, with the firm's standing ones that a draft would hand in."""
        return self._papers(self.find(reference))

    @extend_schema(summary="添加附件", request=AddedPaperSerializer, responses={201: PapersSerializer})
    @attachments.mapping.post
    def add_attachment(self, request: Request, reference: str) -> Response:
        """Add a file that was taken in by `files/`; the same file twice under one kind is one."""
        renewal, revision = self.found_and_seen(reference)
        paper = self.said(AddedPaperSerializer)
        staged = read_paper(paper, request.user, asked_kinds(renewal, "renewal"))
        given = RecordInput({}, {}, staged=staged)
        return self._papers(self._saved(renewal.pk, revision, given), status=201)

    @extend_schema(summary="移除附件", responses={200: PapersSerializer})
    @action(
        detail=True,
        methods=["delete"],
        url_path="attachments/<int:attachment>",
        url_name="attachment",
    )
    def remove_attachment(self, request: Request, reference: str, attachment: int) -> Response:
        """Take one of the renewal's own papers away; the answer has those that are left, and the new ETag."""
        seen = self.seen(needed=True)
        renewal = self.find(reference)
        if not Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk).filter(pk=attachment).exists():
            raise Http404
        given = RecordInput({}, {}, removed=frozenset({attachment}))
        return self._papers(self._saved(renewal.pk, renewal.revision if seen is None else seen, given))

    @extend_schema(summary="历次提交", responses=RoundsSerializer)
    @action(detail=True, methods=["get"])
    def rounds(self, request: Request, reference: str) -> Response:
        """What each submission froze, its SM3, and what was decided on it."""
        return Response({"items": shown_rounds(self.find(reference))})

    def _saved(self, pk: int, revision: int, given: RecordInput) -> Any:
        return save_renewal(renewal_id=pk, revision=revision, user=self.request.user, given=given)

    def _papers(self, renewal: Any, *, status: int = 200) -> Response:
        papers = {"revision": renewal.revision, "items": renewal_papers(renewal, self.request.user)}
        return tagged(Response(papers, status=status), renewal)
