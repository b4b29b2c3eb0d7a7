"""Whatever firm, office and province do, in any order: what must hold of states holds after each step."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django_fsm import TransitionNotAllowed
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Enterprise, User
from audit.actors import Actor
from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.models import Device, RegistrationNumber
from devices.recording import RecordInput
from devices.services.drafting import change_device, delete_device
from devices.services.intake import approve_intake, reject_intake, submit_intake, withdraw_intake
from ground.digests import canonical_json, sm3_hex
from ground.errors import RuleBroken
from ground.glossary import ActorKind
from provincial_sync.models import Upload
from renewals.models import Decision, RenewalApplication, Submission
from renewals.services import following
from renewals.services.claiming import claim, release_claim
from renewals.services.deciding import accept, reject
from renewals.services.drafting import save_renewal
from renewals.services.joint import accept_both, register_and_reject, reject_both, submit_both
from renewals.services.submitting import (
    request_withdrawal,
    submit_renewal,
    void_renewal,
    withdraw_renewal,
)
from tests.cases import again, issue, recorded, registered, start

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Actor(ActorKind.PERSON, id="0", unit="审批办")


class World:
    """One firm with one machine, the office, the province, and the renewal that was begun last."""

    def __init__(self, clerk: User, manager: User, reviewer: User, device: Device) -> None:
        self.clerk, self.manager, self.reviewer, self.device_id = clerk, manager, reviewer, device.pk
        self.numbers = itertools.count(1)

    @property
    def device(self) -> Device:
        return Device.objects.get(pk=self.device_id)

    @property
    def renewal(self) -> RenewalApplication:
        latest = RenewalApplication.objects.filter(device_id=self.device_id).order_by("-id").first()
        if latest is None:
            raise RuleBroken("none", "尚无换证申请")
        return latest

    def on_device(self, service: Callable[..., Any], **given: Any) -> None:
        service(device_id=self.device_id, revision=self.device.revision, **given)

    def on_both(self, service: Callable[..., Any], **given: Any) -> None:
        self.on_renewal(service, device_revision=self.device.revision, **given)

    def on_renewal(self, service: Callable[..., Any], **given: Any) -> None:
        renewal = self.renewal
        service(renewal_id=renewal.pk, revision=renewal.revision, **given)


REFUSAL: dict[str, Any] = {
    "kind": "correction",
    "opinion": "请核对铭牌参数",
    "remarks": [],
    "grounds": [],
}
STEPS: dict[str, Callable[[World], object]] = {
    "change record": lambda w: w.on_device(
        change_device, user=w.clerk, given=RecordInput({"remark": "改"}, {})
    ),
    "submit intake": lambda w: w.on_device(submit_intake, user=w.clerk),
    "withdraw intake": lambda w: w.on_device(withdraw_intake, user=w.clerk),
    "approve intake": lambda w: w.on_device(approve_intake, reviewer=w.reviewer),
    "reject intake": lambda w: w.on_device(reject_intake, reviewer=w.reviewer, reason="旧证看不清楚"),
    "delete record": lambda w: w.on_device(delete_device, user=w.clerk),
    "start": lambda w: start(w.device, w.clerk),
    "save": lambda w: w.on_renewal(save_renewal, user=w.clerk, given=RecordInput({"remark": "改"}, {})),
    "submit": lambda w: w.on_renewal(submit_renewal, user=w.clerk, declared=True),
    "withdraw": lambda w: w.on_renewal(withdraw_renewal, user=w.clerk),
    "ask to withdraw": lambda w: w.on_renewal(request_withdrawal, user=w.clerk, reason="填错了"),
    "void": lambda w: w.on_renewal(void_renewal, user=w.manager, reason="不再换证"),
    "claim": lambda w: claim(renewal_id=w.renewal.pk, reviewer=w.reviewer),
    "release": lambda w: release_claim(renewal_id=w.renewal.pk, reviewer=w.reviewer),
    "accept": lambda w: w.on_renewal(accept, reviewer=w.reviewer),
    "reject": lambda w: w.on_renewal(reject, reviewer=w.reviewer, **REFUSAL),
    "submit both": lambda w: w.on_both(submit_both, user=w.clerk, declared=True),
    "accept both": lambda w: w.on_both(accept_both, reviewer=w.reviewer),
    "register and reject": lambda w: w.on_both(register_and_reject, reviewer=w.reviewer, **REFUSAL),
    "reject both": lambda w: w.on_both(reject_both, reviewer=w.reviewer, **REFUSAL),
    "revoke": lambda w: w.on_renewal(following.revoke_acceptance, reviewer=w.reviewer, reason="发现铭牌不符"),
    "upload starts": lambda w: following.mark_upload_started(renewal_id=w.renewal.pk),
    "upload fails": lambda w: following.mark_upload_failed(renewal_id=w.renewal.pk, cause="代码不存在"),
    "upload retried": lambda w: following.mark_upload_retried(renewal_id=w.renewal.pk, actor=ADMINISTRATOR),
    "turned back": lambda w: following.turn_back(
        renewal_id=w.renewal.pk, cause="省网未收到", actor=ADMINISTRATOR
    ),
    "province returns": lambda w: following.return_from_province(renewal_id=w.renewal.pk, reason="照片不清"),
    "province issues": lambda w: issue(w.renewal, next(w.numbers)),
}


def take(world: World, name: str) -> None:
    """Take one step, and hold what a taken or refused step owes."""
    before, entries = _picture(), HistoryEntry.objects.count()
    try:
        with transaction.atomic():
            STEPS[name](world)
            # The outbox belongs to the layer above; a finished round has nothing left to send here.
            Upload.objects.all().delete()
    except (RuleBroken, TransitionNotAllowed, ObjectDoesNotExist):
        assert _picture() == before, f"{name} was refused and left a trace"
        assert HistoryEntry.objects.count() == entries
    owed = _owed(_states(before), _states(_picture()))
    if owed:
        assert HistoryEntry.objects.count() == entries + owed, f"{name} changed a state without its entry"


def _picture() -> list[Any]:
    models = (Device, RenewalApplication, Submission, Decision, ElectronicCertificate, RegistrationNumber)
    return [list(model.objects.order_by("pk").values()) for model in models]


def _states(picture: list[Any]) -> list[Any]:
    devices, renewals = picture[0], picture[1]
    of_devices = [
        ((row["intake_status"], row["deleted_at"], row["updated_at"]), row["certificate_status"])
        for row in devices
    ]
    return [
        of_devices,
        [
            (row["approval_status"], row["upload_status"], row["voided_at"], row["revision"])
            for row in renewals
        ],
    ]


def _owed(before: list[Any], after: list[Any]) -> int:
    """How many entries the change owes: one for the record, one for the renewal (also where its content follows the record's), one where only a mark moved."""
    records = [[record for record, _mark in states[0]] for states in (before, after)]
    return max((records[0] != records[1]) + (before[1] != after[1]), int(before != after))


def hold(world: World) -> None:
    """What must be true at any moment."""
    device = world.device
    mine = RenewalApplication.objects.filter(device=device)
    assert mine.open().count() <= 1
    if device.intake_status == "approved":
        assert (device.certificate_status == "renewing") == mine.open().exists()
    else:  # a renewal may hang on it: handed in only with it, never accepted, gone with it
        assert not mine.filter(approval_status="accepted").exists()
        assert device.intake_status == "pending" or not mine.filter(approval_status="pending").exists()
        assert not (device.deleted_at and mine.open().exists())
    assert not mine.exclude(upload_status="not_uploaded").exclude(approval_status="accepted").exists()
    issued = ElectronicCertificate.objects.filter(device=device).count()
    assert (device.certificate_status == "renewed") == (issued == 1)
    assert mine.filter(upload_status="uploaded").count() == issued
    assert (device.intake_status == "approved") == (device.certificate_status != "")
    assert RegistrationNumber.objects.filter(device=device, until=None).count() <= 1
    for renewal in mine:
        assert renewal.submissions.count() == renewal.round
        assert renewal.returned_count <= renewal.decisions.exclude(outcome="accepted").count()
    for frozen in Submission.objects.all():
        assert frozen.sm3 == sm3_hex(canonical_json(frozen.body))


@pytest.fixture
def people(clerk: User, manager: User, reviewer: User) -> tuple[User, User, User]:
    return clerk, manager, reviewer


ANY_ORDER = st.lists(st.sampled_from(sorted(STEPS)), min_size=5, max_size=25)
# Mostly the way of the guide, with odd steps between, so that the far states are reached too.
WAY = ["start", "submit", "accept", "upload starts", "province issues"]
DETOURS = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(sorted(STEPS))), min_size=5, max_size=5
)
QUICKLY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICKLY
@example(order=["start", "change record"])
@example(order=["start", "submit both", "reject both", "change record"])
@given(order=ANY_ORDER)
def test_any_order_from_a_fresh_record(people, order: list[str]) -> None:
    _in_a_world_of_its_own(people, lambda: recorded(people[0]), order)


@QUICKLY
@given(detours=DETOURS)
def test_the_guides_way_with_detours(people, detours: list[tuple[str, str]]) -> None:
    order = [name for step, odd in zip(WAY, detours, strict=True) for name in (odd[0], step, odd[1], step)]
    _in_a_world_of_its_own(people, lambda: registered(people[0], people[2]), order)


def _in_a_world_of_its_own(
    people: tuple[User, User, User], begin: Callable[[], Device], order: list[str]
) -> None:
    point = transaction.savepoint()
    try:
        clerk, manager, reviewer = people
        world = World(clerk, manager, reviewer, begin())
        for name in order:
            take(world, name)
            hold(world)
    finally:
        transaction.savepoint_rollback(point)


def test_the_guides_way_alone_ends_with_the_certificate(people) -> None:
    clerk, manager, reviewer = people
    world = World(clerk, manager, reviewer, registered(clerk, reviewer))
    for name in WAY:
        take(world, name)
        hold(world)
    assert world.device.certificate_status == "renewed"
    assert again(world.renewal).upload_status == "uploaded"
    assert Enterprise.objects.count() == 1
