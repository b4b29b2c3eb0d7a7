"""The client against a province that nobody here has tuned it to."""

from __future__ import annotations

import json

import pytest

from ground.digests import sm3_hex
from provincial_sync.client import ProvinceClient
from provincial_sync.issuing import fault_of
from provincial_sync.messages import FailureKind, ProvinceFailure
from tests.contract.surroundings import Notebook, client_over
from tests.mock_province.bodies import PHOTO, attachment, make_renewal
from tests.mock_province.contract import check_answer
from tests.other_province.platform import OtherProvince, _said, _status
from tests.other_province.wire import InProcess, slowly_over_http


@pytest.fixture
def platform() -> OtherProvince:
    return OtherProvince()


@pytest.fixture(params=["in process", "slowly over HTTP"])
def client(request, platform) -> ProvinceClient:
    if request.param == "in process":
        yield client_over(InProcess(platform))
        return
    with slowly_over_http(platform) as address:
        yield client_over(None, base_url=address)


@pytest.fixture
def body() -> bytes:
    return json.dumps(make_renewal(attachment(PHOTO)), ensure_ascii=False).encode()


def handed_over(client, body):
    client.put_file(sm3=sm3_hex(PHOTO), data=PHOTO)
    return client.submit(body=body)


def test_its_manners_are_bad_but_within_the_contract(platform, body):
    ref = json.loads(body)["clientRef"]
    platform._take(json.loads(body) | {"files": []}, body)
    platform.issue(ref)
    told = json.loads(_said(0, {"items": [_status(platform.cases[ref])], "unknown": []})[2])
    check_answer("queryStatuses", 200, told)


def test_the_whole_way_from_the_file_to_the_certificate(client, platform, body):
    receipt = handed_over(client, body)
    assert receipt.content_sm3 == sm3_hex(body)
    platform.issue(receipt.client_ref)
    items = client.statuses([receipt.acceptance_number, "没有-1"]).items
    newest = max(items, key=lambda item: item.revision)
    assert (newest.status, newest.revision) == ("ISSUED", 2)
    data = client.certificate_file(certificate_number=newest.certificate.certificate_number)
    assert fault_of(data, newest.certificate) == ""
    assert platform.rude == []


def test_the_second_time_is_the_first_ones_receipt(client, body):
    assert handed_over(client, body) == client.submit(body=body)


def test_what_is_not_there_is_not_found(client, body):
    assert client.find(client_ref="HZ20260101-NEVER00-1") is None


def test_missing_files_are_named_once_each(client, body):
    with pytest.raises(ProvinceFailure) as refusal:
        client.submit(body=body)
    assert refusal.value.missing == (sm3_hex(PHOTO),)


def test_other_content_under_http_200_is_permanent(client, body):
    handed_over(client, body)
    with pytest.raises(ProvinceFailure) as refusal:
        client.submit(body=body + b" ")
    assert (refusal.value.code, refusal.value.kind) == ("40901", FailureKind.PERMANENT)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("error", FailureKind.TEMPORARY),
        ("wait", FailureKind.TEMPORARY),
        ("page", FailureKind.UNCERTAIN),
        ("page after", FailureKind.UNCERTAIN),
        ("lost", FailureKind.UNCERTAIN),
    ],
)
def test_each_mood_is_understood(client, platform, body, word, kind):
    client.put_file(sm3=sm3_hex(PHOTO), data=PHOTO)
    platform.mood = [word]
    with pytest.raises(ProvinceFailure) as failure:
        client.submit(body=body)
    assert failure.value.kind == kind
    assert (failure.value.retry_after or 0) >= (40 if word == "wait" else 0)


def test_a_clock_far_ahead_told_as_a_broken_number_is_learned(platform, body):
    notebook = Notebook()
    platform.clock_ahead = 5000
    client = client_over(InProcess(platform), notebook=notebook)
    assert client.find(client_ref="HZ20260101-NEVER00-1") is None
    assert abs(notebook.offset - 5000) <= 2


def test_a_used_nonce_is_signed_anew(client, platform, body):
    client.put_file(sm3=sm3_hex(PHOTO), data=PHOTO)
    platform.mood = ["used nonce"]
    assert client.submit(body=body).client_ref == json.loads(body)["clientRef"]
    assert platform.rude == []
