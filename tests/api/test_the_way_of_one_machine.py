"""One machine from its record to its electronic certificate, by calls of the firm's own system alone."""

from __future__ import annotations

import pytest

from devices.catalogue.samples import representative_model
from devices.models import Device
from devices.services.intake import approve_intake
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from tests.api.caller import BASE, caller, codes, fresh
from tests.cases import MODEL, again, issue, machine_data, mark_upload_started
from tests.devices.machines import new_parameters
from tests.documents.sample_files import pdf, png

pytestmark = pytest.mark.django_db
FILLED = {"device": {"design_service_life": "20"}, "parameters": new_parameters(MODEL)}


def registered_by(firm, reviewer, number: int = 1) -> int:
    """A machine that the firm's system handed in with its papers, taken in by the office."""
    papers = [
        {"kind": kind, "token": firm.upload(data, f"{kind}{ending}").json()["token"]}
        for kind, data, ending in (("old_certificate", pdf(), ".pdf"), ("nameplate_photo", png(), ".png"))
    ]
    body = {
        "category": "tower_crane",
        "device": machine_data(number),
        "parameters": representative_model(MODEL).old,
        "attachments": papers,
    }
    made = firm.post("intake/", body, once=fresh())
    assert made.status_code == 201, made.content.decode()
    pk = made.json()["id"]
    handed_in = firm.post(f"intake/{pk}/submit/", If_Match=made.headers["ETag"])
    assert handed_in.status_code == 200, handed_in.content.decode()
    device = Device.objects.get(pk=pk)
    approve_intake(device_id=pk, revision=device.revision, reviewer=reviewer)
    return pk


def test_a_machine_goes_its_whole_way(manager, reviewer, django_capture_on_commit_callbacks):
    firm = caller(manager)
    pk = registered_by(firm, reviewer)
    (line,) = firm.get("devices/?progress=awaiting").json()["items"]
    assert (line["id"], line["certificate_status"]["label"], line["renewal"]) == (pk, "待换发证件", None)

    first = firm.post(f"devices/{pk}/precheck/").json()
    assert not first["may_submit"]
    lacking = {finding["path"] for finding in first["findings"] if finding["severity"] == "error"}
    assert "device.design_service_life" in lacking
    assert firm.post(f"devices/{pk}/precheck/", FILLED).json()["may_submit"]
    assert not RenewalApplication.objects.exists()

    machine = firm.get(f"devices/{pk}/")
    made = firm.post(f"devices/{pk}/renewal/", {}, once=fresh(), If_Match=machine.headers["ETag"])
    assert made.status_code == 201, made.content.decode()
    path = made.headers["Location"].removeprefix(BASE)
    draft = made.json()
    moment = draft["parameters"]["rated_load_moment"]
    assert (moment["value"], moment["unit"], moment["raw_unit"]) == ("800", "kN·m", "t·m")
    assert {paper["kind"] for paper in draft["attachments"]} == {"old_certificate", "nameplate_photo"}
    assert {finding["path"] for finding in draft["findings"]} >= {"device.design_service_life"}

    early = firm.post(f"{path}submit/", {"declared": True})
    assert (early.status_code, early.json()["code"]) == (422, "findings")
    assert ("device.design_service_life") in {where for _code, where in codes(early)}
    filled = firm.patch(path, FILLED, If_Match=made.headers["ETag"])
    assert filled.status_code == 200, filled.content.decode()
    assert [item for item in filled.json()["findings"] if item["severity"] == "error"] == []
    assert codes(firm.post(f"{path}submit/")) == {("undeclared", "declared")}
    sent = firm.post(f"{path}submit/", {"declared": True}, If_Match=filled.headers["ETag"])
    assert sent.status_code == 200, sent.content.decode()
    assert (sent.json()["approval_status"]["code"], sent.json()["editable"]) == ("pending", False)

    renewal = RenewalApplication.objects.get(reference=draft["reference"])
    accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)
    mark_upload_started(renewal_id=renewal.pk)
    issue(again(renewal))
    done = firm.get(path).json()
    assert (done["approval_status"]["label"], done["upload_status"]["label"]) == ("接受备案", "已上传")
    assert done["decision"]["outcome"]["code"] == "accepted"
    assert done["machine"]["certificate_status"]["label"] == "已换证"
    assert firm.get(f"devices/{pk}/").json()["registration_number"].startswith("粤TF")
    (line,) = firm.get("devices/?progress=renewed").json()["items"]
    assert line["renewal"]["reference"] == draft["reference"]

    (round_one,) = firm.get(f"{path}rounds/").json()["items"]
    assert round_one["body"]["reference"] == draft["reference"]
    assert round_one["decisions"][0]["outcome"]["label"] == "接受备案"
    assert len(round_one["sm3"]) == 64
    rated = firm.post(f"{path}rate/", {"level": "good", "tags": ["quick"]})
    assert rated.status_code == 201, rated.content.decode()
    assert rated.json()["tags"] == [{"code": "quick", "label": "办理速度快"}]
    assert firm.post(f"{path}rate/", {"level": "good"}).status_code == 409
    titles = [step["title"] for step in firm.get(f"devices/{pk}/history/?limit=100").json()["items"]]
    assert titles == [moment["title"] for moment in firm.get(path).json()["timeline"]] + titles[-3:]
