"""The client against the platform over real HTTP: what the contract promises arrives as messages."""

from __future__ import annotations

import json

import pytest

from ground.digests import sm3_hex
from provincial_sync.client import ProvinceClient
from provincial_sync.issuing import fault_of
from provincial_sync.messages import FailureKind, ProvinceFailure
from tests.contract.surroundings import Notebook, client_over
from tests.mock_province.bodies import PHOTO, attachment, make_renewal


def body_of(**changes: object) -> bytes:
    renewal = make_renewal(attachment(PHOTO)) | changes
    return json.dumps(renewal, ensure_ascii=False).encode()


def handed_over(client: ProvinceClient, body: bytes):
    client.put_file(sm3=sm3_hex(PHOTO), data=PHOTO)
    return client.submit(body=body)


def test_a_renewal_is_taken_in_with_the_digest_of_its_bytes(client):
    body = body_of()
    receipt = handed_over(client, body)
    assert receipt.content_sm3 == sm3_hex(body)
    assert receipt.client_ref == json.loads(body)["clientRef"]


def test_the_same_bytes_twice_are_one_renewal(client):
    body = body_of()
    assert handed_over(client, body).acceptance_number == client.submit(body=body).acceptance_number


def test_what_was_handed_over_is_found_under_our_own_number(client):
    body = body_of()
    receipt = handed_over(client, body)
    assert client.find(client_ref=receipt.client_ref).acceptance_number == receipt.acceptance_number


def test_what_was_never_handed_over_is_not_found(client):
    assert client.find(client_ref="HZ20260101-NEVER00-1") is None


def test_an_issued_certificate_is_the_announced_file(client):
    receipt = handed_over(client, body_of())
    answer = client.statuses([receipt.acceptance_number, "NOBODY-0001"])
    certificate = answer.items[0].certificate
    data = client.certificate_file(certificate_number=certificate.certificate_number)
    assert fault_of(data, certificate) == ""
    assert answer.unknown == {"NOBODY-0001"}


def test_missing_files_are_named(client):
    lonely = attachment(b"%PDF-1.7 a paper that nobody sent")
    with pytest.raises(ProvinceFailure) as refusal:
        client.submit(body=body_of(files=[lonely]))
    assert refusal.value.missing == (lonely["sm3"],)


def test_a_refused_field_is_named(client):
    renewal = json.loads(body_of())
    renewal["device"]["model"] = ""
    with pytest.raises(ProvinceFailure) as refusal:
        client.submit(body=json.dumps(renewal).encode())
    assert refusal.value.kind == FailureKind.PERMANENT
    assert refusal.value.errors[0].field == "device.model"


def test_other_content_under_the_same_number_is_permanent(client):
    body = body_of()
    handed_over(client, body)
    with pytest.raises(ProvinceFailure) as refusal:
        client.submit(body=body + b" ")
    assert (refusal.value.code, refusal.value.kind) == ("40901", FailureKind.PERMANENT)


def test_another_region_is_permanent(client):
    with pytest.raises(ProvinceFailure) as refusal:
        client.submit(body=body_of(regionCode="440100"))
    assert refusal.value.kind == FailureKind.PERMANENT


def test_a_wrong_secret_is_a_configuration_fault(province_url):
    with pytest.raises(ProvinceFailure) as refusal:
        client_over(None, base_url=province_url, secret="wrong").find(client_ref="HZ20260101-NEVER00-1")
    assert refusal.value.kind == FailureKind.CONFIGURATION


def test_a_wrong_clock_is_learned_and_the_request_goes_through(province_url):
    notebook = Notebook()
    notebook.offset = -4000
    assert client_over(None, base_url=province_url, notebook=notebook).find(client_ref="HZ-NOTHERE-1") is None
    assert abs(notebook.offset) <= 2
    assert [call.code for call in notebook.calls] == [40102, 40401]


def test_a_path_with_chinese_is_signed_as_it_is_sent(client):
    with pytest.raises(ProvinceFailure) as refusal:
        client.certificate_file(certificate_number="粤证 1/2")
    assert refusal.value.code == "40401"
