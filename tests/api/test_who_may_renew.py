"""Whose renewals and machines a key finds over the API, and what it may do with them."""

from __future__ import annotations

import pytest

from api.scopes import OFFICE_SCOPES, Scope
from documents.models import Attachment, SubjectKind
from tests.api.caller import Caller, caller, key_of
from tests.api.test_renewals import path_of
from tests.cases import again, drafted, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_manager(make_user, other_firm):
    return make_user("other_manager", "enterprise_manager", enterprise=other_firm)


def test_another_firm_finds_nothing_and_takes_no_step(manager, reviewer, other_manager):
    renewal, theirs = drafted(manager, reviewer), caller(other_manager)
    path = path_of(renewal)
    for where in ("", "rounds/", "attachments/"):
        assert theirs.get(path + where).status_code == 404, where
    steps = ("submit", "withdraw", "void", "rate", "joint-submit", "request-withdrawal", "precheck")
    for step in steps:
        body = {"declared": True, "reason": "不再换证", "level": "good"}
        assert theirs.post(f"{path}{step}/", body).status_code == 404, step
    assert theirs.patch(path, {}, If_Match="*").status_code == 404
    paper = Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk)[0]
    assert theirs.delete(f"{path}attachments/{paper.pk}/", If_Match="*").status_code == 404
    for where in ("", "history/"):
        assert theirs.get(f"devices/{renewal.device_id}/{where}").status_code == 404, where
    for step in ("renewal", "precheck"):
        assert theirs.post(f"devices/{renewal.device_id}/{step}/").status_code == 404, step
    for each in ("devices/", "renewals/", "history/"):
        assert theirs.get(each).json() == {"items": [], "next": None}
    assert again(renewal).revision == renewal.revision


def test_the_office_s_key_reads_what_was_handed_in_without_persons_and_changes_nothing(
    manager, reviewer, make_user
):
    draft, sent = drafted(manager, reviewer, 1), waiting(manager, reviewer, 2)
    keeper = make_user("keeper", "administrator", duty_security=True)
    office = Caller(key_of(keeper, OFFICE_SCOPES)[1])
    assert [item["reference"] for item in office.get("renewals/").json()["items"]] == [sent.reference]
    assert office.get(path_of(draft)).status_code == 404
    own = caller(manager).get(path_of(sent)).json()["device"]
    seen = office.get(path_of(sent)).json()["device"]
    assert own["contact_phone"] not in seen["contact_phone"]
    assert len(office.get("devices/").json()["items"]) == 2
    steps = {item["step"]["code"] for item in office.get("history/").json()["items"]}
    assert "renewal_submitted" in steps
    assert "renewal_saved" not in steps
    assert office.post(f"{path_of(sent)}withdraw/").status_code == 403
    assert office.patch(path_of(sent), {}, If_Match="*").status_code == 403


def test_a_key_reads_and_writes_no_more_than_its_scopes(manager, reviewer):
    renewal = drafted(manager, reviewer)
    machines = caller(manager, Scope.DEVICES_READ)
    assert machines.get("devices/").status_code == 200
    for path in ("renewals/", path_of(renewal), "history/"):
        assert machines.get(path).status_code == 403, path
    readers = caller(manager, Scope.RENEWALS_READ)
    assert readers.get(path_of(renewal)).status_code == 200
    assert readers.patch(path_of(renewal), {}, If_Match="*").status_code == 403
    assert readers.post(f"{path_of(renewal)}submit/", {"declared": True}).status_code == 403
    assert readers.post(f"devices/{renewal.device_id}/renewal/").status_code == 403


def test_people_who_are_logged_in_read_by_their_session_what_their_pages_show(
    manager, reviewer, head, supervisor, signed_in
):
    renewal = waiting(manager, reviewer)
    path = f"/api/v1/{path_of(renewal)}"
    assert signed_in(manager).get(path).json()["attachments"]
    assert signed_in(reviewer).get(path).json()["attachments"]
    assert signed_in(head).get("/api/v1/devices/").json()["items"]
    town = type(renewal).objects.get(pk=renewal.pk).storage_town
    supervisor.town = town
    supervisor.save()
    seen = signed_in(supervisor).get(path)
    assert (seen.status_code, seen.json()["attachments"]) == (200, [])
    supervisor.town = "442000002" if town != "442000002" else "442000003"
    supervisor.save()
    assert signed_in(supervisor).get(path).status_code == 404
    assert signed_in(supervisor).get("/api/v1/renewals/").json()["items"] == []
