"""企业事项 over the API."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.scopes import Scope
from audit.models import HistoryEntry
from ground.glossary import ActorKind
from matters.models import Matter
from tests.api.caller import Caller, caller, codes, key_of
from tests.cases import registered
from tests.documents.sample_files import pdf
from tests.matters.ways import DEFERRAL, DEREGISTRATION, RENAMING, transfer_to

pytestmark = pytest.mark.django_db


def paper(firm: Caller, kind: str) -> dict[str, str]:
    """A file that was sent before, as a paper of that kind."""
    answer = firm.upload(pdf(), "资料.pdf")
    return {"kind": kind, "token": answer.json()["token"]}


def deregistration(firm: Caller, device) -> dict:
    made = firm.post(
        "matters/",
        {
            "kind": "deregistration",
            "device": device.pk,
            "content": DEREGISTRATION,
            "attachments": [paper(firm, "deregistration_proof")],
        },
    )
    assert made.status_code == 201, made.content.decode()
    return made.json()


def test_a_matter_is_filled_in_handed_in_and_taken_back(clerk, reviewer, manager):
    device = registered(clerk, reviewer)
    key, secret = key_of(manager)
    firm = Caller(secret)
    draft = deregistration(firm, device)
    path = f"matters/{draft['reference']}/"
    assert draft["status"]["code"] == "not_submitted"
    assert draft["content"] == DEREGISTRATION
    assert [held["kind"] for held in draft["papers"]] == ["deregistration_proof"]

    assert firm.patch(path, {"content": {"cause": "lost"}}).status_code == 428
    changed = firm.patch(path, {"content": {"cause": "lost"}}, If_Match='"r1"')
    assert changed.json()["content"] == {**DEREGISTRATION, "cause": "lost"}
    assert firm.patch(path, {"content": {"cause": "other"}}, If_Match='"r1"').status_code == 412
    undeclared = firm.post(f"{path}submit/", {})
    assert (undeclared.status_code, codes(undeclared)) == (422, {("undeclared", "declared")})
    handed_in = firm.post(f"{path}submit/", {"declared": True}, If_Match=changed.headers["ETag"])
    assert handed_in.json()["status"]["code"] == "pending"
    assert "工作日内办结" in handed_in.json()["next_step"]
    assert firm.post(f"{path}withdraw/").json()["status"]["code"] == "not_submitted"
    assert firm.post(f"{path}void/", {"reason": ""}).status_code == 422
    assert firm.post(f"{path}void/", {"reason": "不再办理"}).json()["status"]["code"] == "voided"
    steps = HistoryEntry.objects.of_matter(Matter.objects.get().pk)
    assert {(entry.actor_kind, entry.actor_id) for entry in steps} == {(ActorKind.KEY, str(key.pk))}


def test_the_papers_of_a_matter_are_read(clerk, reviewer, manager, make_user, other_firm):
    firm = caller(manager)
    draft = deregistration(firm, registered(clerk, reviewer))
    address = draft["papers"][0]["content"].removeprefix("/api/v1/")
    file = firm.get(address, Accept="application/pdf")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/pdf")
    other = caller(make_user("other_manager", "enterprise_manager", enterprise=other_firm))
    assert other.get(address).status_code == 404


def test_everything_that_is_wrong_is_told_and_nothing_is_kept(clerk, reviewer, manager):
    device, firm = registered(clerk, reviewer), caller(manager)
    wrong = {"kind": "deregistration", "device": device.pk}
    answer = firm.post(
        "matters/",
        {
            **wrong,
            "content": {"cause": "boredom", "happened_on": "2026-02-30", "colour": "red"},
            "attachments": [{"kind": "kite", "token": "x"}],
        },
    )
    assert codes(answer) >= {("unknown_field", "content.colour"), ("unknown_kind", "attachments[0]")}
    answer = firm.post("matters/", {**wrong, "content": {"cause": "boredom", "happened_on": "2026-02-30"}})
    assert {path for _code, path in codes(answer)} == {"content.cause", "content.happened_on"}
    answer = firm.post("matters/", {**wrong, "content": {"cause": {"a": 1}}})
    assert codes(answer) == {("not_a_value", "content.cause")}
    for kind, about, path in (
        ("deregistration", None, "device"),
        ("deregistration", 987654321, "device"),
        ("number_correction", device.pk, "kind"),
    ):
        answer = firm.post("matters/", {"kind": kind, "device": about})
        assert (answer.status_code, {where for _code, where in codes(answer)}) == (422, {path})
    assert codes(firm.post("matters/", {**wrong, "contents": {}})) == {("unknown_field", "contents")}
    assert not Matter.objects.exists()
    unready = firm.post("matters/", wrong).json()
    answer = firm.post(f"matters/{unready['reference']}/submit/", {"declared": True})
    assert answer.status_code == 422
    assert len(codes(answer)) >= 2


def test_putting_off_and_ending_it(clerk, reviewer, manager):
    device, firm = registered(clerk, reviewer), caller(manager)
    until = (dt.date.today() + dt.timedelta(days=90)).isoformat()
    body = {"kind": "deferral", "device": device.pk, "content": {**DEFERRAL, "until": until}}
    path = f"matters/{firm.post('matters/', body).json()['reference']}/"
    in_force = firm.post(f"{path}submit/", {"declared": True}).json()
    assert (in_force["status"]["code"], in_force["ends_on"]) == ("in_force", until)
    assert firm.post(f"{path}end/").json()["status"]["code"] == "ended"
    assert firm.post(f"{path}end/").status_code == 409
    other = deregistration(firm, device)
    assert firm.post(f"matters/{other['reference']}/end/").json()["code"] == "wrong_kind"


def test_a_transfer_is_confirmed_by_a_manager_who_is_logged_in(
    clerk, reviewer, manager, make_user, other_firm, signed_in
):
    firm = caller(manager)
    receiver = make_user("other_manager", "enterprise_manager", enterprise=other_firm)
    offered = firm.post(
        "matters/",
        {
            "kind": "transfer",
            "device": registered(clerk, reviewer).pk,
            "content": transfer_to(other_firm),
            "attachments": [paper(firm, "transfer_docs")],
        },
    ).json()
    path = f"matters/{offered['reference']}/"
    assert caller(receiver).get(path).status_code == 404
    assert firm.post(f"{path}submit/", {"declared": True}).json()["status"]["code"] == "awaiting_confirmation"
    shown = caller(receiver).get(path).json()
    assert shown["incoming"] is True
    assert caller(receiver).get(shown["papers"][0]["content"].removeprefix("/api/v1/")).status_code == 200
    by_key = caller(receiver).post(f"{path}confirm/", {"declared": True})
    assert (by_key.status_code, by_key.json()["code"]) == (403, "scope_missing")
    assert caller(receiver).post(f"{path}withdraw/").status_code == 404
    session = signed_in(receiver)
    confirmed = session.post(f"/api/v1/{path}confirm/", {"declared": True}, content_type="application/json")
    assert confirmed.json()["status"]["code"] == "pending"
    assert session.post(f"/api/v1/{path}decline/", {"reason": "不要"}).status_code == 415


def test_the_kinds_tell_their_fields_and_why_one_does_not_apply(clerk, reviewer, manager):
    firm = caller(manager, Scope.MATTERS_READ)
    items = {item["kind"]["code"]: item for item in firm.get("matters/kinds/").json()["items"]}
    assert set(items) == {"deregistration", "transfer", "renaming", "deferral", "number_update"}
    fields = {field["name"]: field for field in items["deregistration"]["fields"]}
    assert fields["happened_on"]["type"] == "date"
    assert fields["cause"]["required"] is True
    assert {"code": "scrapped", "label": "设备报废"} in fields["cause"]["choices"]
    assert fields["grounds"]["type"] == "choices"
    device = registered(clerk, reviewer)
    about = firm.get(f"matters/kinds/?device={device.pk}").json()["items"]
    assert any(item["reason"] for item in about) is False
    assert firm.get("matters/kinds/?device=x").status_code == 400
    assert firm.get("matters/kinds/?device=987654321").status_code == 422


def test_the_office_reads_what_was_handed_in_and_changes_nothing(clerk, reviewer, manager, administrator):
    firm = caller(manager)
    made = firm.post("matters/", {"kind": "renaming", "content": RENAMING}).json()
    secret = key_of(administrator, [Scope.MATTERS_READ])[1]
    office = Caller(secret)
    assert office.get("matters/").json()["items"] == []
    assert office.get(f"matters/{made['reference']}/").status_code == 404
    draft = deregistration(firm, registered(clerk, reviewer))
    firm.post(f"matters/{draft['reference']}/submit/", {"declared": True})
    (item,) = office.get("matters/").json()["items"]
    assert (item["reference"], item["incoming"]) == (draft["reference"], False)
    assert len(office.get(f"matters/{draft['reference']}/").json()["papers"]) == 1
    assert office.post(f"matters/{draft['reference']}/withdraw/").status_code == 403


def test_a_page_of_the_list_costs_the_same_however_long(clerk, reviewer, manager):
    firm = caller(manager, Scope.MATTERS_READ)
    counts = []
    for numbers in (range(1, 2), range(2, 8)):
        for number in numbers:
            Matter.objects.create(
                reference=f"SX-{number}",
                kind="deferral",
                enterprise=manager.enterprise,
                device=registered(clerk, reviewer, number),
            )
        firm.get("matters/")
        with CaptureQueriesContext(connection) as queries:
            firm.get("matters/?limit=100")
        counts.append(len(queries))
    assert counts[0] == counts[1]
