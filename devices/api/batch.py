"""批量添加、修改 over the API: up to 200 records by one request, each with a result of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.policies import Action
from api.many import Faulty, fault, items_of, read_item, seen_of, told
from api.scopes import Scope
from api.views import Resource
from devices.api.batch_serializers import (
    IntakeBatchAnswerSerializer,
    IntakeBatchItemSerializer,
    IntakeBatchSerializer,
)
from devices.api.reading import read_leniently
from devices.models import Device
from devices.recording import RecordInput
from devices.services.drafting_many import MOST, Asked, draft_many
from ground.errors import RuleBroken

ONE_OF = "每项请给出 category(添加)或 id(修改)中的一个。"


class IntakeBatch(Resource):
    """Many records at once; one that is refused stops no other."""

    opens = Action.USE_PORTAL
    reads, writes = Scope.DEVICES_READ, Scope.DEVICES_WRITE
    steps: ClassVar = {"create": Action.KEEP_DEVICES}
    serializer_class = IntakeBatchSerializer

    @extend_schema(
        operation_id="intake_batch",
        summary="批量添加、修改设备",
        request=IntakeBatchSerializer,
        responses={200: IntakeBatchAnswerSerializer},
    )
    def create(self, request: Request) -> Response:
        """Add a record of each `category`, change the one of each `id`; 200 whatever became of the items."""
        given = items_of(request.data, MOST)
        shaped = [_shaped(item, request.user) for item in given]
        sound = [item for item in shaped if isinstance(item, Asked)]
        drafted = iter(draft_many(user=request.user, asked=sound))
        outcomes = [next(drafted) if isinstance(item, Asked) else item for item in shaped]
        results = [
            _result(place, item, outcome)
            for place, (item, outcome) in enumerate(zip(given, outcomes, strict=True))
        ]
        counts = Counter(result["status"] for result in results)
        made, changed = counts[201], counts[200]
        return Response(
            {"made": made, "changed": changed, "refused": len(results) - made - changed, "items": results}
        )


def _shaped(item: Any, user: User) -> Asked | Faulty:
    """The item as the service takes it; a Faulty that is not raised where its shape is wrong."""
    try:
        said = read_item(IntakeBatchItemSerializer, item)
        category, pk = said.get("category", ""), said.get("id")
        if (pk is None) == (not category):
            raise Faulty([fault("category_or_id", ONE_OF)])
        revision = seen_of(said.get("if_match", ""), needed=pk is not None)
    except Faulty as faulty:
        return faulty

    def read(record: Device) -> RecordInput:
        given, faults = read_leniently(record, said, phase="intake", user=user)
        if faults:
            raise Faulty(faults)
        return given

    return Asked(read, category, pk, revision)


def _result(place: int, item: Any, outcome: Device | RuleBroken) -> dict[str, Any]:
    if isinstance(outcome, Device):
        status = 200 if item.get("id") else 201
        return {
            "index": place,
            "status": status,
            "id": outcome.pk,
            "revision": outcome.revision,
            "errors": [],
        }
    named = item.get("id") if isinstance(item, Mapping) else None
    known = named if isinstance(named, int) and not isinstance(named, bool) else None
    status, errors = told(outcome, item)
    return {"index": place, "status": status, "id": known, "revision": None, "errors": errors}
