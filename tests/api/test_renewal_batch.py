"""Many drafts in one request: each like one alone, none in another's way."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.holder import KeyHolder
from api.scopes import Scope
from audit.models import HistoryEntry
from devices.catalogue.samples import representative_model
from devices.models import Device
from devices.models.record import FORM_FIELDS
from devices.recording import RecordInput
from documents.models import Attachment, SubjectKind
from documents.services import store_bytes
from documents.staging import sign_staged
from ground.glossary import ActorKind, ApprovalStatus, CertificateStatus
from renewals.models import RenewalApplication
from renewals.services.drafting import start_renewal
from renewals.services.drafting_many import MOST
from tests import cases
from tests.api.caller import Caller, caller, fresh, key_of

pytestmark = pytest.mark.django_db
PATH = "renewals/batch/"
MODEL = representative_model(cases.MODEL)


def machines(clerk, reviewer, count: int, first: int = 1) -> list[Device]:
    return [cases.registered(clerk, reviewer, number) for number in range(first, first + count)]


def item(device: Device, **device_fields: str) -> dict[str, object]:
    """A whole draft of that machine."""
    return {"device_id": device.pk, "parameters": MODEL.new, "device": device_fields}


def test_a_draft_of_a_batch_is_the_draft_that_one_alone_would_be(clerk, manager, reviewer):
    one, other = machines(clerk, reviewer, 2)
    common = {"internal_number": "A-7"}
    alone = start_renewal(
        device_id=one.pk, revision=one.revision, user=clerk, given=RecordInput(common, MODEL.new)
    )
    answer = caller(manager).post(PATH, {"items": [item(other, **common)]})
    assert answer.status_code == 200, answer.content.decode()
    (line,) = answer.json()["items"]
    assert (answer.json()["made"], line["status"], line["errors"]) == (1, 201, [])
    made = RenewalApplication.objects.get(reference=line["reference"])
    assert made.revision == line["revision"]
    own = {"factory_number", "old_registration_number", "search_text"}
    for name in (*FORM_FIELDS, "approval_status", "round", "catalogue_version_id", "edited_since_return"):
        if name not in own:
            assert getattr(made, name) == getattr(alone, name), name
    assert made.reference.lower().replace("-", "") in made.search_text.lower().replace("-", "")
    machine = Device.objects.get(pk=other.pk)
    assert machine.certificate_status == CertificateStatus.RENEWING
    assert machine.revision == Device.objects.get(pk=one.pk).revision
    papers = [
        list(
            Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk).values_list(
                "kind", "name", "file", "carried_over"
            )
        )
        for renewal in (alone, made)
    ]
    assert papers[0] == papers[1] != []
    steps = [HistoryEntry.objects.of_renewal(renewal.pk).get() for renewal in (alone, made)]
    for name in ("step", "from_state", "to_state", "round", "detail", "enterprise_id"):
        assert getattr(steps[0], name) == getattr(steps[1], name), name


def test_each_item_has_a_result_of_its_own(clerk, manager, reviewer, make_user, other_firm):
    good, twice, draft, waiting, stale = machines(clerk, reviewer, 5)
    stranger = make_user("stranger2", "enterprise_staff", enterprise=other_firm)
    theirs = cases.registered(stranger, reviewer, 60)
    draft = cases.start(draft, clerk, 3)
    waiting = cases.submitted(cases.start(waiting, clerk, 4), clerk)
    stale = cases.start(stale, clerk, 5)
    answer = caller(manager).post(
        PATH,
        {
            "items": [
                item(good),
                item(twice),
                item(twice),
                item(theirs),
                {
                    "reference": draft.reference,
                    "if_match": f'"r{draft.revision}"',
                    "device": {"internal_number": "B"},
                },
                {"reference": draft.reference, "device": {"internal_number": "C"}},
                {"reference": waiting.reference, "if_match": "*"},
                {"reference": stale.reference, "if_match": '"r99"'},
                {"reference": "HZ20260101-0000000", "if_match": "*"},
                {"device_id": good.pk, "reference": draft.reference},
                "nonsense",
                {"device_id": "x"},
                {"device_id": draft.device_id, "parameters": {"no_such": "1"}},
                {"reference": stale.reference, "if_match": "r3"},
            ]
        },
    )
    body = answer.json()
    assert [(line["index"], line["status"]) for line in body["items"]] == list(
        enumerate([201, 201, 422, 404, 200, 422, 409, 412, 404, 422, 422, 422, 409, 422])
    )
    assert (body["made"], body["changed"], body["refused"]) == (2, 1, 11)
    assert [line["errors"][0]["code"] for line in body["items"] if line["errors"]] == [
        "twice",
        "not_found",
        "if_match_missing",
        "wrong_state",
        "precondition_failed",
        "not_found",
        "device_id_or_reference",
        "invalid",
        "invalid",
        "not_renewable",
        "if_match_unreadable",
    ]
    assert RenewalApplication.objects.get(pk=draft.pk).internal_number == "B"
    assert RenewalApplication.objects.filter(device=good).count() == 1
    assert not RenewalApplication.objects.filter(device=theirs).exists()


def test_what_cannot_be_read_stands_at_its_item_and_its_field(clerk, manager, reviewer):
    first, second = machines(clerk, reviewer, 2)
    wrong = {
        "device_id": first.pk,
        "parameters": {"rated_load_moment": {"value": "80", "unit": "kW"}, "no": "1"},
    }
    body = caller(manager).post(PATH, {"items": [wrong, item(second)]}).json()
    assert [(fault["code"], fault["path"]) for fault in body["items"][0]["errors"]] == [
        ("VALUE-UNIT", "parameters.rated_load_moment"),
        ("unknown_field", "parameters.no"),
    ]
    assert body["items"][1]["status"] == 201
    assert Device.objects.get(pk=first.pk).certificate_status == CertificateStatus.AWAITING_RENEWAL


def test_a_refused_renewal_is_a_draft_again(clerk, manager, reviewer):
    refused = cases.rejected(clerk, reviewer)
    change = {
        "reference": refused.reference,
        "if_match": f'"r{refused.revision}"',
        "device": {"internal_number": "Z"},
    }
    body = caller(manager).post(PATH, {"items": [change]}).json()
    assert body["items"][0] == {
        "index": 0,
        "status": 200,
        "reference": refused.reference,
        "revision": refused.revision + 1,
        "errors": [],
    }
    kept = RenewalApplication.objects.get(pk=refused.pk)
    assert (kept.approval_status, kept.internal_number) == (ApprovalStatus.NOT_SUBMITTED, "Z")
    assert kept.edited_since_return
    assert kept.contact_phone == refused.contact_phone
    entry = HistoryEntry.objects.of_renewal(kept.pk).first()
    assert (entry.step, entry.from_state, entry.to_state) == ("renewal_saved", "rejected", "not_submitted")


def test_files_go_along_and_a_file_too_many_refuses_its_item_alone(clerk, manager, reviewer):
    first, second = machines(clerk, reviewer, 2)
    key, secret = key_of(manager)
    holder = KeyHolder.of(key)
    file = store_bytes(data=cases.PNG, media_type="image/png")
    token = sign_staged(file, "铭牌.png", "nameplate_photo", holder)
    added = {"attachments": [{"kind": "nameplate_photo", "token": token}]}
    broken = {"attachments": [{"kind": "nameplate_photo", "token": "forged"}]}
    body = Caller(secret).post(PATH, {"items": [{**item(first), **added}, {**item(second), **broken}]}).json()
    assert [line["status"] for line in body["items"]] == [201, 422]
    made = RenewalApplication.objects.get(device=first)
    assert Attachment.objects.of(SubjectKind.RENEWAL, made.pk).filter(kind="nameplate_photo").exists()
    entry = HistoryEntry.objects.of_renewal(made.pk).get()
    assert (entry.actor_kind, entry.actor_id) == (ActorKind.KEY, str(key.pk))


def test_the_same_batch_sent_twice_is_one(clerk, manager, reviewer):
    (device,) = machines(clerk, reviewer, 1)
    firm, token = caller(manager), fresh()
    first = firm.post(PATH, {"items": [item(device)]}, once=token)
    second = firm.post(PATH, {"items": [item(device)]}, once=token)
    assert second.content == first.content
    assert RenewalApplication.objects.count() == 1
    third = firm.post(PATH, {"items": [item(device)]}).json()
    assert third["items"][0]["errors"][0]["code"] == "not_renewable"


def test_the_number_of_queries_does_not_grow_with_the_items(clerk, manager, reviewer):
    firm, counts = caller(manager), []
    firm.post(
        PATH, {"items": [item(device) for device in machines(clerk, reviewer, 1, first=50)]}
    )  # what is kept
    for devices in (machines(clerk, reviewer, 3), machines(clerk, reviewer, 15, first=10)):
        with CaptureQueriesContext(connection) as asked:
            made = firm.post(PATH, {"items": [item(device) for device in devices]}).json()
        assert made["made"] == len(devices)
        changes = [
            {
                "reference": line["reference"],
                "if_match": f'"r{line["revision"]}"',
                "device": {"internal_number": "Q"},
            }
            for line in made["items"]
        ]
        with CaptureQueriesContext(connection) as again:
            assert firm.post(PATH, {"items": changes}).json()["changed"] == len(devices)
        counts.append((len(asked), len(again)))
    assert (
        counts[0] == counts[1]
    )  # SQLite takes some 20 rows in one INSERT: more of them would be told as more queries


@pytest.mark.parametrize("body", [{}, [], {"items": []}, {"items": {}}, {"items": [{}] * (MOST + 1)}, "x"])
def test_what_is_no_batch_is_refused_as_a_whole(manager, body):
    assert caller(manager).post(PATH, body).status_code == 422


def test_reading_keys_take_no_batch(clerk, manager, reviewer):
    (device,) = machines(clerk, reviewer, 1)
    reader = caller(manager, Scope.RENEWALS_READ)
    assert reader.post(PATH, {"items": [item(device)]}).status_code == 403
