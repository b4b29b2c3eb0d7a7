"""What a verb's detail holds is said once, and held to."""

from __future__ import annotations

import pytest
from django.db import transaction

from audit.actors import SYSTEM
from audit.models import AccountEvent, HistoryEntry, PrivateNote
from audit.payloads import ACCOUNT_STEPS, STEPS, PayloadError, Private
from audit.services import record_account_step, record_step
from ground.glossary import AccountStep, Step
from ground.request_context import request_context

pytestmark = pytest.mark.django_db


def record(step: AccountStep, actor=SYSTEM, **detail) -> AccountEvent:
    return record_account_step(step=step, actor=actor, account_id=None, detail=detail)


def test_every_verb_of_accounts_says_what_it_holds() -> None:
    missing = [step.name for step in AccountStep if step not in ACCOUNT_STEPS]
    assert not missing, f"say in ACCOUNT_STEPS of audit/payloads.py what the detail of {missing} holds"


def test_a_field_that_the_verb_does_not_know_is_refused() -> None:
    with (
        pytest.raises(PayloadError, match=r"audit/payloads\.py .* unknown \['colour'\]"),
        transaction.atomic(),
    ):
        record(AccountStep.UNLOCKED, colour="red")
    assert not AccountEvent.objects.exists()


def test_a_field_that_is_missing_is_refused() -> None:
    with pytest.raises(PayloadError, match=r"missing \['rows'\]"), transaction.atomic():
        record(AccountStep.EXPORTED, list="设备")
    assert not AccountEvent.objects.exists()


def test_a_field_of_another_type_is_refused() -> None:
    with pytest.raises(PayloadError, match="rows is a str, not a int"), transaction.atomic():
        record(AccountStep.EXPORTED, list="设备", rows="20")


def test_steps_of_machines_are_held_to_theirs(firm) -> None:
    with pytest.raises(PayloadError, match="unknown"), transaction.atomic():
        record_step(step=Step.DEVICE_SAVED, actor=SYSTEM, enterprise_id=firm.pk, device_id=1, detail={"x": 1})
    with pytest.raises(PayloadError, match="missing"), transaction.atomic():
        record_step(step=Step.CERTIFICATE_ISSUED, actor=SYSTEM, enterprise_id=firm.pk, device_id=1)
    assert not HistoryEntry.objects.exists()


def test_no_step_of_machines_holds_private_words() -> None:
    """Their history is kept as long as the machine and opened without the side table."""
    assert not any(Private in {**payload.always, **payload.maybe}.values() for payload in STEPS.values())


def test_words_that_may_name_people_stand_beside_the_entry(clerk) -> None:
    event = record(AccountStep.LOGIN_FAILED, what="password", username="张三的账号")
    kept = AccountEvent.objects.get(pk=event.pk)
    assert "张三" not in str(AccountEvent.objects.filter(pk=event.pk).values())
    assert kept.words == {"what": "password", "username": "张三的账号"}
    assert "张三" not in str(list(PrivateNote.objects.values())), "the side table is encrypted"


def test_one_note_stands_for_an_address_of_one_account_and_day(clerk, manager) -> None:
    with request_context(request_id="r" * 8, address="192.0.2.7"):
        events = [record(AccountStep.UNLOCKED, who.actor) for who in (clerk, clerk, manager)]
    assert [event.address for event in events] == ["192.0.2.7"] * 3
    assert events[0].address_note == events[1].address_note != events[2].address_note
    assert "192.0.2.7" not in str(list(AccountEvent.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_a_note_of_a_step_that_failed_is_not_used_by_the_next(clerk) -> None:
    with request_context(request_id="r" * 8, address="192.0.2.7"):
        with transaction.atomic():
            record(AccountStep.UNLOCKED, clerk.actor)
            transaction.set_rollback(True)
        event = record(AccountStep.UNLOCKED, clerk.actor)
    assert PrivateNote.objects.filter(pk=event.address_note).exists()
    with request_context(request_id="r" * 8, address="192.0.2.7"):
        assert record(AccountStep.UNLOCKED, clerk.actor).address_note == event.address_note
