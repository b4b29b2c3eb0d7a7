"""换证待办 over the API: what waits, and one case with its checklist."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import coded
from desk.api.showing import firm_of
from desk.api.views import Queue
from devices.expiring import HEAVY
from ground.glossary import ApprovalStatus
from ground.listing import Listing
from renewals.api.due import shown_due
from renewals.api.queue_serializers import QueuedRenewalSerializer, ReviewedRenewalSerializer
from renewals.listings.queue import QUEUE_ASKED, queue_list
from renewals.models import RenewalApplication
from renewals.review_points import read_case
from renewals.services.claiming import RENEWALS
from renewals.services.second_review import is_own_second

RELATED = ("device", "enterprise", "claimed_by", "first_acceptance")
UNREAD = (*HEAVY, *(f"device__{name}" for name in HEAVY))  # long columns that a list does not show


class RenewalQueue(Queue):
    """换证待办."""

    kind = RENEWALS
    lookup_field, lookup_value_converter = "reference", "str"
    serializer_class = QueuedRenewalSerializer
    queryset = RenewalApplication.objects.none()  # for the schema: rows come from `visible_to`
    asks: ClassVar = dict.fromkeys(("list", "counts"), QUEUE_ASKED)

    def listing(self, request: Request) -> Listing[RenewalApplication]:
        waiting: Any = RENEWALS.waiting(request.user).select_related(*RELATED).defer(*UNREAD)
        return queue_list(request.user, waiting, request.query_params, timezone.now(), timezone.localdate())

    def shown(self, case: RenewalApplication, hand: dict[str, Any]) -> dict[str, Any]:
        return shown_waiting(case, hand, self.request.user)

    def found(self, key: str) -> RenewalApplication:
        return found_renewal(self.request.user, key)

    def more(self, case: RenewalApplication) -> dict[str, Any]:
        points = read_case(case).points
        return {
            "device_revision": case.device.revision,
            "points": [
                {
                    "number": point.number,
                    "title": point.title,
                    "tone": point.tone,
                    "evidence": point.evidence,
                    "asks": point.asks,
                }
                for point in points
            ],
        }

    @extend_schema(summary="换证待办", responses=QueuedRenewalSerializer)
    def list(self, request: Request) -> Response:
        """What waits for the office, oldest first."""
        return super().list(request)

    @extend_schema(summary="查看一件待办换证申请", responses=ReviewedRenewalSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:
        """One that was handed in, whatever its state now, with the points of its checklist."""
        return self.one(reference)


def shown_waiting(renewal: RenewalApplication, hand: dict[str, Any], viewer: User) -> dict[str, Any]:
    """One renewal of the queue, read with what it names; no query."""
    waits = renewal.approval_status == ApprovalStatus.PENDING and not renewal.is_voided
    return {
        "reference": renewal.reference,
        "revision": renewal.revision,
        "approval_status": coded(ApprovalStatus(renewal.approval_status)),
        "round": renewal.round,
        "hanging": renewal.is_hanging,
        "level": "second" if renewal.first_acceptance_id else "first",
        "own_first": is_own_second(renewal, viewer),
        "enterprise": firm_of(renewal.enterprise),
        "device": {
            "id": renewal.device_id,
            "registration_number": renewal.registration_number,
            "category": renewal.category,
            "model": renewal.model,
            "factory_number": renewal.factory_number,
        },
        "submitted_at": renewal.submitted_at,
        "withdrawal_requested_at": renewal.withdrawal_requested_at,
        "warnings": renewal.warnings,
        "due": shown_due(renewal.due_on, waits=waits),
        "in_hand": hand,
    }


def found_renewal(user: User, reference: str) -> RenewalApplication:
    """The renewal that was handed in, as the person may see it. Raises Http404."""
    known = RenewalApplication.objects.visible_to(user).filter(round__gt=0)
    related = known.select_related("first_acceptance__accepted_by", *RELATED)
    renewal = related.filter(reference=reference).first()
    if renewal is None:
        raise Http404
    return renewal
