"""What is pushed is what the interface's description says below `webhooks`, event by event."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from jsonschema import Draft202012Validator

from certificates.adopting import cancel_certificates
from inbox.webhooks.services import send_test
from inbox.webhooks.words import PushEvent
from provincial_sync.services import revoke_acceptance
from renewals.services.following import return_from_province
from tests import cases
from tests.inbox.pushing import go
from zhongshan_crane import interface

pytestmark = pytest.mark.django_db
DESCRIPTION = interface.description()
REASON = "发现铭牌与实物不符"


def test_each_event_that_is_sent_fits_its_description(
    subscription, receiver, manager, clerk, reviewer, settings
) -> None:
    settings.HANDOVER_HOLD_SECONDS = 600
    cases.refused(clerk, reviewer, 1)
    cases.rejected(clerk, reviewer, 2)
    returned, revoked = cases.uploading(clerk, reviewer, 3), cases.accepted(clerk, reviewer, 4)
    return_from_province(renewal_id=returned.pk, reason="铭牌照片不清晰")
    revoke_acceptance(renewal_id=revoked.pk, revision=revoked.revision, reviewer=reviewer, reason=REASON)
    certificate = cases.issued(clerk, reviewer, 5)
    cancel_certificates(device_id=certificate.device_id, on=dt.date(2026, 6, 9), reason="设备报废")
    send_test(pk=subscription.pk, user=manager)
    while go():
        pass
    came = [(headers, json.loads(body)) for _path, headers, body in receiver.came]
    assert {said["event"]["code"] for _headers, said in came} == set(PushEvent.values)
    for headers, said in came:
        operation = DESCRIPTION["webhooks"][said["event"]["code"]]["post"]
        assert faults(operation["requestBody"]["content"]["application/json"]["schema"], said) == []
        for parameter in operation["parameters"]:
            assert faults(parameter["schema"], headers[parameter["name"]]) == []


@pytest.mark.parametrize("event", PushEvent.values)
def test_each_example_fits_and_says_no_more(event: str) -> None:
    operation = DESCRIPTION["webhooks"][event]["post"]
    media = operation["requestBody"]["content"]["application/json"]
    assert faults(media["schema"], media["example"]) == []
    name = media["schema"]["$ref"].rsplit("/", 1)[-1]
    assert set(media["example"]) == set(DESCRIPTION["components"]["schemas"][name]["properties"])


def test_the_page_shows_events_behind_the_resource(client) -> None:
    text = client.get("/api/docs/").content.decode()
    assert "发往接收地址 renewal.uploaded" in text
    assert text.index('id="webhooks_test"') < text.index('id="pushed_uploaded"')


def faults(schema: dict, value: object) -> list[str]:
    """What the schema, whose references lead into the description, finds wrong with the value."""
    whole = {"components": DESCRIPTION["components"], **schema}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]
