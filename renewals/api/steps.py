"""The steps of a renewal over the API, each named like its transition."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.etags import tagged
from api.problems import Problem
from api.scopes import Scope
from api.views import Resource
from devices.findings import Finding
from renewals.api.serializers import (
    DeclaredSerializer,
    JointSerializer,
    NewRatingSerializer,
    RatingSerializer,
    ReasonSerializer,
    RenewalSerializer,
)
from renewals.api.showing import shown_rating, shown_renewal
from renewals.models import RenewalApplication
from renewals.services.joint import BothRefused, submit_both
from renewals.services.moving import brought_up_to_date
from renewals.services.rating import RatingInput, rate_renewal
from renewals.services.submitting import request_withdrawal, submit_renewal, void_renewal, withdraw_renewal

KEEPING = ("submit", "withdraw", "request_withdrawal", "joint_submit")


class Steps(Resource):
    """What happens to one renewal, found by its 受理编号."""

    opens = (Action.USE_PORTAL, Action.VIEW_REGISTER)
    reads, writes = Scope.RENEWALS_READ, Scope.RENEWALS_WRITE
    steps: ClassVar = {
        **dict.fromkeys(KEEPING, Action.KEEP_RENEWALS),
        "void": Action.VOID_RENEWAL,
        "rate": Action.RATE_SERVICE,
    }
    scopes: ClassVar = {"void": Scope.RENEWALS_VOID}
    matched: tuple[str, ...] = (*KEEPING, "void")
    lookup_field = "reference"
    lookup_value_converter = "str"
    queryset = RenewalApplication.objects.none()  # for the schema: rows come from `visible_to`

    @extend_schema(summary="提交备案", request=DeclaredSerializer, responses={200: RenewalSerializer})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, reference: str) -> Response:
        """提交备案; `errors` name everything that keeps it from being handed in."""
        renewal, revision = self.found_and_seen(reference)
        declared = self.said(DeclaredSerializer)["declared"]
        return self.answer(
            submit_renewal(renewal_id=renewal.pk, revision=revision, user=request.user, declared=declared)
        )

    @extend_schema(summary="一并提交入库与备案", request=JointSerializer, responses={200: RenewalSerializer})
    @action(detail=True, methods=["post"], url_path="joint-submit")
    def joint_submit(self, request: Request, reference: str) -> Response:
        """Hand in a renewal together with its machine, which is not in the register yet: both or neither.

        In `errors` the path of what is wrong with the machine's record begins with `intake.`.
        """
        renewal, revision = self.found_and_seen(reference)
        said = self.said(JointSerializer)
        try:
            handed_in = submit_both(
                renewal_id=renewal.pk,
                revision=revision,
                device_revision=said.get("machine_revision", renewal.device.revision),
                user=request.user,
                declared=said["declared"],
            )
        except BothRefused as refusal:
            faults = [*_faults(refusal.record, "intake."), *_faults(refusal.renewal)]
            raise Problem(refusal.status, refusal.code, refusal.message, errors=faults) from refusal
        return self.answer(handed_in)

    @extend_schema(summary="撤回", request=None, responses={200: RenewalSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:
        """撤回, until a reviewer has it in hand."""
        renewal, revision = self.found_and_seen(reference)
        return self.answer(withdraw_renewal(renewal_id=renewal.pk, revision=revision, user=request.user))

    @extend_schema(summary="申请撤回", request=ReasonSerializer, responses={200: RenewalSerializer})
    @action(detail=True, methods=["post"], url_path="request-withdrawal")
    def request_withdrawal(self, request: Request, reference: str) -> Response:
        """申请撤回 of what a reviewer has in hand; the reviewer decides."""
        return self._with_reason(request_withdrawal, reference)

    @extend_schema(summary="作废", request=ReasonSerializer, responses={200: RenewalSerializer})
    @action(detail=True, methods=["post"])
    def void(self, request: Request, reference: str) -> Response:
        """作废 of a draft or refused renewal: its machine is 待换发证件 again."""
        return self._with_reason(void_renewal, reference)

    @extend_schema(summary="服务评价", request=NewRatingSerializer, responses={201: RatingSerializer})
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, reference: str) -> Response:
        """服务评价 of a finished renewal, once."""
        renewal = self.find(reference)
        said = self.said(NewRatingSerializer)
        given = RatingInput(said["level"], said.get("tags", ()), said.get("words", ""))
        rating = rate_renewal(renewal_id=renewal.pk, user=request.user, given=given)
        return Response(shown_rating(rating), status=201)

    def find(self, reference: str) -> RenewalApplication:
        """The renewal if one sees it; Http404 else."""
        visible = RenewalApplication.objects.visible_to(self.request.user)
        found = visible.select_related("device__enterprise", "enterprise").filter(reference=reference).first()
        if found is None:
            raise Http404
        return found

    def found_and_seen(self, reference: str) -> tuple[RenewalApplication, int]:
        """The renewal and the revision that the caller acts on.

        A draft that is behind the catalogue is moved first; who has not seen that is then refused as stale.
        """
        renewal, seen = self.find(reference), self.seen()
        revision = renewal.revision if seen is None else seen
        return brought_up_to_date(renewal) if self.request.user.is_enterprise else renewal, revision

    def said(self, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, read by its shape; ValidationError with each fault else."""
        read = shape(data=self.request.data or {})
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    def answer(self, renewal: RenewalApplication) -> Response:
        """The renewal as it is now, with its tag."""
        return tagged(Response(shown_renewal(renewal, self.request.user)), renewal)

    def _with_reason(self, service: Any, reference: str) -> Response:
        renewal, revision = self.found_and_seen(reference)
        reason = self.said(ReasonSerializer)["reason"]
        return self.answer(
            service(renewal_id=renewal.pk, revision=revision, user=self.request.user, reason=reason)
        )


def _faults(found: list[Finding], before: str = "") -> list[dict[str, str]]:
    return [{"code": item.code, "detail": item.sentence, "path": f"{before}{item.path}"} for item in found]
