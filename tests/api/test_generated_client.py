"""A client made from the description takes ten machines all the way, against a living server."""

from __future__ import annotations

import importlib
import io
import sys

import pytest

from devices.catalogue.samples import representative_model
from devices.models import Device
from devices.services.intake import approve_intake
from renewals.models import RenewalApplication
from tests.api.caller import fresh, key_of
from tests.api.made_client import MadeClient, make_client
from tests.cases import MODEL, machine_data
from tests.devices.machines import new_parameters
from tests.documents.sample_files import pdf, png

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The client's package, importable."""
    folder = tmp_path_factory.mktemp("client")
    said = make_client(folder)
    assert not said, said
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    yield
    sys.path.remove(str(folder))


@pytest.fixture
def client(generated, live_server, manager, settings):
    """The client with a key of the firm."""
    settings.API_PER_MINUTE = 10_000
    made = MadeClient(live_server.url, key_of(manager)[1])
    yield made
    made.client.get_httpx_client().close()  # a line that stays open keeps the server's connection to the database


def paper(client: MadeClient, kind: str, data: bytes, name: str) -> dict[str, str]:
    """A file, taken in and named by its token."""
    file = client.types.File(payload=io.BytesIO(data), file_name=name)
    sent = client.call("files_create", body=client.models.NewFileRequest(file=file), idempotency_key=fresh())
    assert sent.status_code == 201, sent.content.decode()
    return {"kind": kind, "token": sent.parsed.token}


def recorded(client: MadeClient, number: int):
    """A machine's record with its papers, handed in."""
    papers = [
        paper(client, "old_certificate", pdf(), "旧证.pdf"),
        paper(client, "nameplate_photo", png(), "铭牌.png"),
    ]
    body = client.models.NewIntakeRequest.from_dict(
        {
            "category": "tower_crane",
            "device": machine_data(number),
            "parameters": representative_model(MODEL).old,
            "attachments": papers,
        }
    )
    made = client.call("intake_create", body=body, idempotency_key=fresh())
    assert made.status_code == 201, made.content.decode()
    assert client.call("intake_retrieve", made.parsed.id).parsed.parameters.to_dict()
    sent = client.call(
        "intake_submit", made.parsed.id, if_match=made.headers["ETag"], idempotency_key=fresh()
    )
    assert sent.status_code == 200, sent.content.decode()
    assert sent.parsed.intake_status.code.value == "pending"
    return sent.parsed


def renewed(client: MadeClient, device_id: int):
    """证件换发 of a machine in the register, filled in and handed in."""
    whole = {"device": {"design_service_life": "20"}, "parameters": new_parameters(MODEL)}
    body = client.models.RecordChangeRequest.from_dict(whole)
    seen = client.call("devices_retrieve", device_id)
    made = client.call(
        "devices_renewal", device_id, body=body, if_match=seen.headers["ETag"], idempotency_key=fresh()
    )
    assert made.status_code == 201, made.content.decode()
    assert made.parsed.findings == [] or all(one.severity.value == "warning" for one in made.parsed.findings)
    sent = client.call(
        "renewals_submit",
        made.parsed.reference,
        body=client.models.DeclaredRequest(declared=True),
        if_match=made.headers["ETag"],
        idempotency_key=fresh(),
    )
    assert sent.status_code == 200, sent.content.decode()
    return sent.parsed


def test_ten_machines_go_from_the_record_to_the_submission(client, reviewer):
    for number in range(1, 11):
        recorded(client, number)
    seen, cursor = [], client.types.UNSET
    while cursor is not None:
        page = client.call(
            "intake_list", limit=3, cursor=cursor, status=client.models.IntakeListStatus.PENDING
        )
        seen += [machine.id for machine in page.parsed.items]
        cursor = page.parsed.next_
    assert sorted(seen) == sorted(Device.objects.filter(intake_status="pending").values_list("pk", flat=True))
    assert len(set(seen)) == 10
    for device in Device.objects.all():
        approve_intake(device_id=device.pk, revision=device.revision, reviewer=reviewer)
    listed = client.call("devices_list", limit=100, progress=client.models.DevicesListProgress.AWAITING)
    sent = [renewed(client, machine.id) for machine in listed.parsed.items]
    assert [one.approval_status.code.value for one in sent] == ["pending"] * 10
    assert RenewalApplication.objects.filter(approval_status="pending").count() == 10


def test_a_refusal_is_read_as_a_problem(client):
    body = client.models.NewIntakeRequest.from_dict({"category": "tower_crane", "device": {"no_such": "1"}})
    refused = client.call("intake_create", body=body)
    assert refused.status_code == 422
    (fault,) = refused.parsed.errors
    assert (fault.code, fault.path) == ("unknown_field", "device.no_such")
