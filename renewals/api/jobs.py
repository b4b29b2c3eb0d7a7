"""后台任务 over the API: what a firm's own systems have left to a worker, with its results."""

from __future__ import annotations

from typing import ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.lists import listed
from api.scopes import Scope
from api.views import Resource
from renewals.api.job_serializers import JobSerializer, WholeJobSerializer
from renewals.api.job_showing import shown_job, shown_jobs
from renewals.listings.jobs import JOBS, job_list
from renewals.models import InterfaceJob
from renewals.services.submitting_many import cancel_job


class Jobs(Resource):
    """The firm's jobs: looked at, and cancelled as far as they have not begun."""

    opens = Action.USE_PORTAL
    reads, writes = Scope.RENEWALS_READ, Scope.RENEWALS_WRITE
    steps: ClassVar = {"cancel": Action.KEEP_RENEWALS}
    asks: ClassVar = {"list": JOBS}
    serializer_class = JobSerializer
    queryset = InterfaceJob.objects.none()  # for the description: rows come from `visible_to`

    @extend_schema(summary="后台任务", responses=JobSerializer)
    def list(self, request: Request) -> Response:
        """The firm's jobs, the newest first, without their results."""
        return listed(request, job_list(request.user, request.query_params), shown_jobs)

    @extend_schema(summary="查看一个后台任务", responses=WholeJobSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """How far it is, and the result of each item."""
        return Response(shown_job(self._job(pk)))

    @extend_schema(summary="取消后台任务", request=None, responses=WholeJobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Items that have not begun are not taken any more; the others keep their results."""
        return Response(shown_job(cancel_job(job_id=self._job(pk).pk, user=request.user)))

    def _job(self, pk: int) -> InterfaceJob:
        job = InterfaceJob.objects.visible_to(self.request.user).filter(pk=pk).first()
        if job is None:
            raise Http404
        return job
