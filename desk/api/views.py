"""The way of every queue, and of every decision's view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.lists import listed, refuse_unknown
from api.scopes import Scope
from api.sessions import SessionResource
from api.views import Resource
from desk.api.serializers import CountsSerializer, TakeOverSerializer
from desk.api.showing import counted_choices, in_hand
from desk.claiming import claim_case, release_case, take_over_case
from desk.kinds import CaseKind
from ground.listing import Listing


class Queue(Resource):
    """What waits for review, oldest first, with the conditions of the console's page."""

    opens = Action.VIEW_REGISTER
    reads = Scope.QUEUES_READ
    kind: ClassVar[CaseKind]

    def listing(self, request: Request) -> Listing[Any]:
        """The page's own list, as the address narrows it."""
        raise NotImplementedError

    def shown(self, case: Any, hand: dict[str, Any]) -> dict[str, Any]:
        """One case, and who is on it; no query."""
        raise NotImplementedError

    def found(self, key: Any) -> Any:
        """The case that was handed in, whatever its state; Http404 where the person sees none."""
        raise NotImplementedError

    def list(self, request: Request) -> Response:
        """The cases that wait."""
        return listed(request, self.listing(request), self._rows)

    @extend_schema(summary="各筛选条件的件数", responses=CountsSerializer)
    @action(detail=False, methods=["get"])
    def counts(self, request: Request) -> Response:
        """How many cases the conditions find, and each further one."""
        listing = self.listing(request)
        refuse_unknown(request.query_params, listing, paged=False)
        return Response(counted_choices(listing))

    def one(self, key: Any) -> Response:
        """One case with its tag."""
        case = self.found(key)
        return self.tagged(self._rows([case])[0] | self.more(case), case)

    def more(self, case: Any) -> dict[str, Any]:
        """What only the view of one case shows besides."""
        return {}

    def _rows(self, cases: Sequence[Any]) -> list[dict[str, Any]]:
        hands = in_hand(self.kind, cases, self.request.user)
        return [self.shown(case, hand) for case, hand in zip(cases, hands, strict=True)]


class Decisions(SessionResource):
    """签收, 退回待办, 接手办理 and the decisions on one kind of case, by people who are logged in.

    A decision needs If-Match with the ETag that was read, so that nobody decides on what they have not seen.
    """

    opens = Action.VIEW_REGISTER
    kind: ClassVar[CaseKind]
    matched: ClassVar[tuple[str, ...]] = ()

    def found(self, key: Any) -> Any:
        """The case as the person may see it; Http404 where there is none."""
        raise NotImplementedError

    def answer(self, case: Any) -> Response:
        """What a step answers: the case as it is now, with its tag."""
        raise NotImplementedError

    def seen_of(self, case: Any) -> int:
        """The revision that the caller decides on; Problem(428) where none is named."""
        revision = self.seen(needed=True)
        return int(case.revision if revision is None else revision)

    def claim_case(self, key: Any) -> Response:
        """签收."""
        case = self.found(key)
        claim_case(self.kind, case_id=case.pk, reviewer=self.request.user)
        return self.answer(self.found(key))

    def release_case(self, key: Any) -> Response:
        """退回待办."""
        case = self.found(key)
        release_case(self.kind, case_id=case.pk, reviewer=self.request.user)
        return self.answer(self.found(key))

    def take_over_case(self, key: Any) -> Response:
        """接手办理."""
        case = self.found(key)
        reason = self.said(TakeOverSerializer)["reason"]
        take_over_case(self.kind, case_id=case.pk, reviewer=self.request.user, reason=reason)
        return self.answer(self.found(key))

    def said(self, serializer: Any) -> dict[str, Any]:
        """The body as `serializer` reads it; ValidationError (422) where it cannot."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)
