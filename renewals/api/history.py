"""任务历史 over the API."""

from __future__ import annotations

from typing import ClassVar

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.policies import Action
from api.lists import listed
from api.scopes import Scope
from api.views import Resource
from audit.models import HistoryEntry
from ground.listing import Listing
from renewals.api.machine_serializers import StepSerializer
from renewals.api.machine_showing import shown_steps
from renewals.listings import step_list
from renewals.listings.office_steps import office_step_list
from renewals.listings.steps import ASKED


def steps_for(user: User, params: QueryDict, *, device_id: int | None = None) -> Listing[HistoryEntry]:
    """The list of steps as the person's own page has it, of one machine where that is named."""
    listing = step_list(user, params) if user.is_enterprise else office_step_list(user, params)
    if device_id is None:
        return listing
    return Listing(listing.spec, listing.rows.filter(device_id=device_id), params)


class History(Resource):
    """任务历史: every step of every machine, renewal and matter that one sees."""

    opens = (Action.USE_PORTAL, Action.VIEW_REGISTER)
    reads = Scope.RENEWALS_READ
    asks: ClassVar = {"list": ASKED}
    serializer_class = StepSerializer
    queryset = HistoryEntry.objects.none()  # for the schema: rows come from the list of the page

    @extend_schema(summary="任务历史", responses=StepSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The steps, newest first, filtered as on the page."""
        listing = steps_for(request.user, request.query_params)
        return listed(request, listing, lambda rows: shown_steps(rows, request.user))
