"""提交备案 of up to 500 renewals by one request, done by a worker."""

from __future__ import annotations

from typing import ClassVar

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.etags import revision_of
from api.scopes import Scope
from api.views import Resource
from renewals.api.job_serializers import SubmitManySerializer, WholeJobSerializer
from renewals.api.job_showing import shown_job
from renewals.services.submitting_many import ask_to_submit

WHERE = OpenApiParameter(
    "Location",
    OpenApiTypes.URI_REF,
    OpenApiParameter.HEADER,
    description="任务的地址，由此查看进度和结果",
    response=[202],
)


class RenewalSubmitMany(Resource):
    """Asked for here, followed at `jobs/`."""

    opens = Action.USE_PORTAL
    reads = writes = Scope.RENEWALS_WRITE
    steps: ClassVar = {"create": Action.KEEP_RENEWALS}
    serializer_class = SubmitManySerializer

    @extend_schema(
        operation_id="renewals_submit_many",
        summary="批量提交备案",
        request=SubmitManySerializer,
        responses={202: WholeJobSerializer},
        parameters=[WHERE],
    )
    def create(self, request: Request) -> Response:
        """202 with the job: each renewal is handed in like one alone, and one that is refused stops no other."""
        said = SubmitManySerializer(data=request.data)
        said.is_valid(raise_exception=True)
        job = ask_to_submit(
            user=request.user,
            key=request.auth,
            asked=[
                (item["reference"], revision_of(item.get("if_match", "")))
                for item in said.validated_data["items"]
            ],
            declared=said.validated_data["declared"],
        )
        place = reverse("api:jobs-detail", args=[job.pk])
        return Response(shown_job(job), status=202, headers={"Location": place})
