"""批量填写 over the API: up to 500 drafts started or changed by one request, each with a result of its own."""

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
from devices.api.reading import read_leniently
from devices.recording import RecordInput
from renewals.api.batch_serializers import BatchAnswerSerializer, BatchItemSerializer, BatchSerializer
from renewals.models import RenewalApplication
from renewals.services.drafting_many import MOST, Asked, Drafted, draft_many

ONE_OF = "每项请给出 device_id(新建)或 reference(修改)中的一个。"


class RenewalBatch(Resource):
    """Many drafts at once; one that is refused stops no other."""

    opens = Action.USE_PORTAL
    reads, writes = Scope.RENEWALS_READ, Scope.RENEWALS_WRITE
    steps: ClassVar = {"create": Action.KEEP_RENEWALS}
    serializer_class = BatchSerializer

    @extend_schema(
        operation_id="renewals_batch",
        summary="批量新建、修改换证申请",
        request=BatchSerializer,
        responses={200: BatchAnswerSerializer},
    )
    def create(self, request: Request) -> Response:
        """Start a renewal of each `device_id`, change the one of each `reference`; 200 whatever became of the items."""
        given = items_of(request.data, MOST)
        shaped = [_shaped(item, request.user) for item in given]
        sound = [item for item in shaped if isinstance(item, Asked)]
        drafted = iter(draft_many(user=request.user, asked=sound))
        outcomes = [next(drafted) if isinstance(item, Asked) else Drafted(refusal=item) for item in shaped]
        results = [
            _result(n, item, outcome) for n, (item, outcome) in enumerate(zip(given, outcomes, strict=True))
        ]
        counts = Counter(result["status"] for result in results)
        made, changed = counts[201], counts[200]
        refused = len(results) - made - changed
        return Response({"made": made, "changed": changed, "refused": refused, "items": results})


def _shaped(item: Any, user: User) -> Asked | Faulty:
    """The item as the service takes it; a Faulty that is not raised where its shape is wrong."""
    try:
        change = read_item(BatchItemSerializer, item)
        device, reference = change.get("device_id"), change.get("reference", "")
        if (device is None) == (not reference):
            raise Faulty([fault("device_id_or_reference", ONE_OF)])
        revision = seen_of(change.get("if_match", ""), needed=bool(reference))
    except Faulty as faulty:
        return faulty

    def read(record: RenewalApplication) -> RecordInput:
        record_input, faults = read_leniently(record, change, phase="renewal", user=user)
        if faults:
            raise Faulty(faults)
        return record_input

    return Asked(read, device, reference, revision)


def _result(index: int, item: Any, outcome: Drafted) -> dict[str, Any]:
    if outcome.refusal is None and outcome.renewal is not None:
        renewal, status = outcome.renewal, 201 if outcome.made else 200
        return _line(index, status, renewal.reference, renewal.revision, [])
    named = item.get("reference") if isinstance(item, Mapping) else ""
    assert outcome.refusal is not None  # noqa: S101 - an item has its renewal or its refusal
    status, errors = told(outcome.refusal, item)
    return _line(index, status, named if isinstance(named, str) else "", None, errors)


def _line(
    index: int, status: int, reference: str, revision: int | None, errors: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "index": index,
        "status": status,
        "reference": reference[:32],
        "revision": revision,
        "errors": errors,
    }
