"""Files over the API: taking one in, and reading the attachments that one may see."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.schema import ProblemSerializer
from api.scopes import Scope
from api.throttling import FilesPerMinute, PerMinute
from api.views import Resource, require_scope
from documents.api.serializers import FileSerializer, NewFileSerializer, StagedFileSerializer
from documents.api.showing import shown_file
from documents.models import Attachment, SubjectKind
from documents.names import clean_name
from documents.services import take_upload
from documents.staging import VALID_FOR, sign_staged
from documents.views import answer_with

# Which scopes open the files of which things.
READERS: dict[str, tuple[Scope, ...]] = {
    SubjectKind.DEVICE: (Scope.DEVICES_READ, Scope.RENEWALS_READ),
    SubjectKind.RENEWAL: (Scope.RENEWALS_READ,),
    SubjectKind.MATTER: (Scope.MATTERS_READ,),
    SubjectKind.ENTERPRISE: (Scope.PAPERS_WRITE, Scope.RENEWALS_READ),
    SubjectKind.FORMER_OF_ENTERPRISE: (Scope.PAPERS_WRITE, Scope.RENEWALS_READ),
}
MEDIA = ("application/pdf", "image/jpeg", "image/png", "application/ofd")


class AnyAccept(DefaultContentNegotiation):
    """A file is what it is, whatever Accept asks for."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The first renderer, which only refusals need."""
        return renderers[0], renderers[0].media_type


class Files(Resource):
    """附件. The API takes whole files up to the limit of one; sending in pieces (/files/uploads/) is the way of browsers,
    whose lines are cut: a program sends the whole file again, with the same Idempotency-Key.
    """

    opens = (Action.USE_PORTAL, Action.USE_CONSOLE)
    steps: ClassVar = {"create": Action.USE_PORTAL}
    reads = (Scope.DEVICES_READ, Scope.RENEWALS_READ, Scope.MATTERS_READ, Scope.PAPERS_WRITE)
    writes = (Scope.DEVICES_WRITE, Scope.RENEWALS_WRITE, Scope.MATTERS_WRITE, Scope.PAPERS_WRITE)
    outside_transaction = frozenset({"create"})
    parser_classes = [MultiPartParser]
    throttle_classes = [PerMinute, FilesPerMinute]
    content_negotiation_class = AnyAccept
    serializer_class = FileSerializer
    queryset = Attachment.objects.none()  # for the schema: rows come from `visible_to`

    @extend_schema(
        summary="上传一个文件",
        request={"multipart/form-data": NewFileSerializer},
        responses={201: StagedFileSerializer},
    )
    def create(self, request: Request) -> Response:
        """Look through, check and keep a file; its token is good for 24 hours, for this key or person alone.

        The same file gives the same SM3. What is no sound PDF, JPEG, PNG, HEIC or OFD is refused at `file`.
        """
        said = NewFileSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        upload = said.validated_data["file"]
        taken = take_upload(upload=upload, path="file")
        name = upload.name or ""
        answer = {
            "token": sign_staged(taken.file, name, "", request.user),
            "expires_at": timezone.now() + VALID_FOR,
            "name": clean_name(name, taken.file.media_type),
            "media_type": taken.file.media_type,
            "size": taken.file.size,
            "sm3": taken.file.sm3,
            "notes": list(taken.notes),
        }
        return Response(answer, status=201)

    @extend_schema(summary="查看附件信息", responses=FileSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """What is known of one attachment."""
        return Response(shown_file(self._attachment(pk)))

    @extend_schema(
        summary="下载附件",
        responses={(200, media): OpenApiResponse(OpenApiTypes.BINARY, "文件内容") for media in MEDIA}
        | {(409, "application/problem+json"): OpenApiResponse(ProblemSerializer, "文件正在查毒，或已隔离")},
    )
    @action(detail=True, methods=["get"])
    def content(self, request: Request, pk: int) -> HttpResponse:
        """The bytes as they are kept; the ETag is their SM3. 409 while a file waits to be looked through for viruses."""
        attachment = self._attachment(pk)
        return answer_with(request._request, attachment.file, attachment.name)

    def _attachment(self, pk: int) -> Attachment:
        """The attachment if the person or key sees it. Raises NotAllowed where the key's scopes do not reach it."""
        visible = Attachment.objects.visible_to(self.request.user).select_related("file")
        attachment = visible.filter(pk=pk).first()
        if attachment is None:
            raise Http404
        require_scope(self.request, READERS[attachment.subject])
        return attachment
