"""The office's decisions on 换证申请 over the API: by people who are logged in, on what they have read."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import Problem
from desk.api.serializers import TakeOverSerializer
from desk.api.showing import in_hand
from desk.api.views import Decisions
from desk.remarks import RemarkInput, refuse_unsent
from ground.glossary import RefusalKind
from renewals.api.queue import found_renewal, shown_waiting
from renewals.api.queue_serializers import (
    AcceptanceSerializer,
    OpinionSerializer,
    QueuedRenewalSerializer,
    RefusalSerializer,
)
from renewals.models import RenewalApplication
from renewals.opinions import codes_of
from renewals.services.claiming import RENEWALS
from renewals.services.deciding import accept, reject
from renewals.services.joint import accept_both, register_and_reject, reject_both
from renewals.services.second_review import send_back
from renewals.services.withdrawal_requests import agree_to_withdrawal, decline_withdrawal

NO_MACHINE = "此件与设备入库一并办理，请给出您读取时的设备修订号 device_revision。"
CLAIMS = ("claim", "release", "take_over")
BOTH = ("accept_both", "register_and_reject", "reject_both")
ON_ONE = ("accept", "reject", "send_back", "agree_withdrawal", "decline_withdrawal")
DECIDED = {200: QueuedRenewalSerializer}


class RenewalDecisions(Decisions):
    """The office's steps on 换证申请."""

    kind = RENEWALS
    lookup_field, lookup_value_converter = "reference", "str"
    steps: ClassVar = dict.fromkeys((*CLAIMS, *ON_ONE, *BOTH), RENEWALS.action)
    matched = (*ON_ONE, *BOTH)
    serializer_class = QueuedRenewalSerializer
    queryset = RenewalApplication.objects.none()  # for the schema: rows come from `visible_to`

    def found(self, key: str) -> RenewalApplication:
        return found_renewal(self.request.user, key)

    def answer(self, case: RenewalApplication) -> Response:
        (hand,) = in_hand(RENEWALS, [case], self.request.user)
        return self.tagged(shown_waiting(case, hand, self.request.user), case)

    @extend_schema(summary="签收", request=None, responses=DECIDED)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, reference: str) -> Response:
        """签收: from now on its firm can only ask it back."""
        return self.claim_case(reference)

    @extend_schema(summary="退回待办", request=None, responses=DECIDED)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, reference: str) -> Response:
        """退回待办; another's claim is left alone."""
        return self.release_case(reference)

    @extend_schema(summary="接手办理", request=TakeOverSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, reference: str) -> Response:
        """接手办理 what another reviewer has claimed."""
        return self.take_over_case(reference)

    @extend_schema(summary="接受备案", request=AcceptanceSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:
        """接受备案: every point of the checklist that asks must be among `confirmed`."""
        return self._decide(accept, reference, AcceptanceSerializer, _acceptance)

    @extend_schema(summary="不接受备案", request=RefusalSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, reference: str) -> Response:
        """不接受备案, with an opinion that the firm corrects by."""
        return self._decide(reject, reference, RefusalSerializer, _refusal)

    @extend_schema(summary="入库并接受备案", request=AcceptanceSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"], url_path="accept-both")
    def accept_both(self, request: Request, reference: str) -> Response:
        """入库并接受备案 of a machine that is not in the register yet."""
        return self._decide(accept_both, reference, AcceptanceSerializer, _acceptance, both=True)

    @extend_schema(summary="只通过入库", request=RefusalSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"], url_path="register-and-reject")
    def register_and_reject(self, request: Request, reference: str) -> Response:
        """只通过入库: the renewal goes back with the opinion."""
        return self._decide(register_and_reject, reference, RefusalSerializer, _refusal, both=True)

    @extend_schema(summary="入库和备案都不通过", request=RefusalSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"], url_path="reject-both")
    def reject_both(self, request: Request, reference: str) -> Response:
        """都不通过: both go back with the one opinion."""
        return self._decide(reject_both, reference, RefusalSerializer, _refusal, both=True)

    @extend_schema(summary="退回初审", request=OpinionSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, reference: str) -> Response:
        """退回初审, with a reason for the office alone."""
        return self._decide(send_back, reference, OpinionSerializer, lambda said: {"reason": said["opinion"]})

    @extend_schema(summary="同意撤回", request=None, responses=DECIDED)
    @action(detail=True, methods=["post"], url_path="agree-withdrawal")
    def agree_withdrawal(self, request: Request, reference: str) -> Response:
        """同意撤回: the renewal is the firm's again."""
        return self._decide(agree_to_withdrawal, reference)

    @extend_schema(summary="不同意撤回", request=OpinionSerializer, responses=DECIDED)
    @action(detail=True, methods=["post"], url_path="decline-withdrawal")
    def decline_withdrawal(self, request: Request, reference: str) -> Response:
        """不同意撤回, with a reason; the review goes on."""
        return self._decide(decline_withdrawal, reference, OpinionSerializer)

    def _decide(
        self, service: Any, reference: str, serializer: Any = None, read: Any = dict, *, both: bool = False
    ) -> Response:
        """Find the case, then see what the caller has seen, then read what it says; `read` makes it the service's."""
        case = self.found(reference)
        seen = self.seen_of(case)
        said = self.said(serializer) if serializer else {}
        given = read(said) | (_machine_seen(said) if both else {})
        service(renewal_id=case.pk, revision=seen, reviewer=self.request.user, **given)
        return self.answer(self.found(reference))


def _acceptance(said: dict[str, Any]) -> dict[str, Any]:
    refuse_unsent(len(said.get("remarks", ())), "接受备案")
    return {"opinion": said["opinion"], "confirmed": said.get("confirmed", [])}


def _refusal(said: dict[str, Any]) -> dict[str, Any]:
    """What a refusal says, each remark with the template whose words it uses."""
    typed = {item["path"]: item["text"].strip() for item in said.get("remarks", ())}
    codes = codes_of(typed)
    statutory = said["kind"] == RefusalKind.STATUTORY
    return {
        "kind": said["kind"],
        "opinion": said["opinion"],
        "remarks": [RemarkInput(path, text, codes.get(path, "")) for path, text in typed.items() if text],
        "grounds": said.get("grounds", []) if statutory else [],
        "late_reason": said["late_reason"],
    }


def _machine_seen(said: dict[str, Any]) -> dict[str, int]:
    """The revision of the machine's record that was read. Raises Problem(422) where it is not named."""
    if "device_revision" not in said:
        fault = {"code": "device_revision_missing", "detail": NO_MACHINE, "path": "device_revision"}
        raise Problem(422, "device_revision_missing", NO_MACHINE, errors=[fault])
    return {"device_revision": said["device_revision"]}
