"""What one item of the feed does to the machine that it is about (contract, "Edges"; one renewal at a time)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.actors import PROVINCE, Actor
from certificates.renumbering import (
    OPEN,
    end_registration,
    note_cancelled_there,
    release_from_renewal,
    take_number_from_province,
)
from devices.models import Device, RegistrationNumber
from devices.numbers import key_of
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus
from matters.services.deferring import end_superseded
from matters.services.errands import ToldByFeed, close_by_feed
from provincial_sync.alarms import tell_change
from provincial_sync.discrepancies import note
from provincial_sync.matching import find_machine
from provincial_sync.models import (
    UNFINISHED,
    ChangeQuerySet,
    ChangeState,
    DiscrepancyKind,
    FailureClass,
    RegistrationChange,
    Upload,
    UploadState,
)
from provincial_sync.payload import client_reference
from renewals.models import RenewalApplication
from renewals.services.superseding import open_renewal_of, void_superseded

SUPERSEDED = "同一设备已有更新的变更，本项不再处理。"
CONFIRM = "省网已注销此设备的备案，请核实后确认注销，或选择不更新。"
OTHER_ENDED = "省网注销的备案号 {theirs} 与本网的 {ours} 不同，请核实是不是这台设备。"
FORMER = "此备案号是本设备的旧号，本网已有新号 {ours}，请核实以哪个为准。"
UNDER_WAY = "此设备的换证申请正在省网办理，上传任务办结后系统会再核对。"
CANCELLED_UNDER_WAY = "省网已注销此设备的备案，而它的换证申请正在省网办理，请向省网核实。"
UNDER_REVIEW = (
    "省网已按本网的报送办结，而此件在本网尚待审核(可能刚从备份恢复)。接受备案后系统会自动取得电子证照。"
)
NOT_ISSUED_HERE = "省网称已按本网的报送办结，但该上传任务在本网已结束(“{state}”)，请向省网核实。"
OTHER_NUMBER = "本网报送已办结，备案号为 {ours}，与本项不同，请核实以哪个为准。"


def settle(change: RegistrationChange) -> None:
    """Act on a new item: update the one clear machine, or leave it to a person, with the reason."""
    match = find_machine(change)
    if match.device is None:
        pend(change, match.problem)
        return
    change.device = match.device
    if problem := _ended_without_result(change):
        pend(change, problem)
        return
    try:
        with transaction.atomic():  # a refusal halfway leaves nothing behind
            apply_to(change, match.device, actor=PROVINCE)
    except RuleBroken as refusal:
        pend(change, refusal.message)


def apply_to(change: RegistrationChange, device: Device, *, actor: Actor, reason: str = "") -> None:
    """Take the item over for `device`; a person's decision says so by `reason`.

    Raises RuleBroken where it cannot be: a number of another machine, a machine that is 已注销; and, for a
    person alone, StepRefused where the machine's renewal is with the province.
    """
    change.device = device
    if device_changes(change).later_than(change).exists():
        _close(change, ChangeState.SUPERSEDED, SUPERSEDED)
        return
    _close_errands(change, device)
    renewal = open_renewal_of(device.pk)
    if renewal and renewal.approval_status == ApprovalStatus.ACCEPTED:
        _wait_for_the_upload(change, renewal, by_hand=bool(reason))
    elif renewal and not reason and _is_of_the_round_under_review(change, renewal):
        _close(change, ChangeState.DEFERRED, UNDER_REVIEW)
    elif change.is_cancellation:
        _cancel(change, device, actor, reason)
    else:
        _take(change, device, actor, reason)


def look_again_at_deferred() -> int:
    """Act on items whose machine's upload has come to its end since; how many."""
    under_way = RenewalApplication.objects.open()
    accepted = under_way.filter(approval_status=ApprovalStatus.ACCEPTED)
    reviewed = under_way.filter(approval_status=ApprovalStatus.PENDING)
    ready = (
        RegistrationChange.objects.filter(state=ChangeState.DEFERRED)
        .exclude(device__in=accepted.values("device"))
        .exclude(Q(device__in=reviewed.values("device")) & ~Q(client_ref=""))
    )
    keys = list(ready.order_by("generation", "sequence").values_list("pk", flat=True)[:100])
    for key in keys:
        with transaction.atomic():
            rows = RegistrationChange.objects.select_for_update(of=("self",)).select_related("device")
            if change := rows.filter(pk=key, state=ChangeState.DEFERRED).first():
                _after_the_upload(change)
    return len(keys)


def device_changes(change: RegistrationChange) -> ChangeQuerySet:
    """The other items that are about the same machine."""
    return RegistrationChange.objects.filter(device_id=change.device_id or 0).exclude(
        Q(pk=change.pk) | Q(state=ChangeState.DISMISSED)
    )


def pend(change: RegistrationChange, problem: str) -> None:
    """Leave it to a person; an item of which the same is known already is not told again."""
    change.state, change.problem = ChangeState.PENDING, problem
    change.save()
    tell_change(change)


def _close_errands(change: RegistrationChange, device: Device) -> None:
    """须在省网办理: what the province tells now needs nobody's note any more."""
    told = ToldByFeed(
        device_id=device.pk,
        number=change.registration_number,
        cancelled=change.is_cancellation,
        owner_uscc=change.owner_uscc,
    )
    at = f"{timezone.localtime(change.changed_at):%Y-%m-%d %H:%M}" if change.changed_at else ""
    status = change.status_word.label if change.status_word else ""
    close_by_feed(
        told=told,
        note=f"省网变更消息(序号 {change.sequence}，{at})：备案号 {change.registration_number} {status}，"
        f"产权单位 {change.owner_name}。系统自动办结。",
    )


def _take(change: RegistrationChange, device: Device, actor: Actor, reason: str) -> None:
    """A number that is valid: the machine has it, and where its owner is registered elsewhere, 属地换证."""
    elsewhere = bool(change.owner_region) and change.owner_region not in settings.RENEWAL_REGION_CODES
    open_here = device.certificate_status in OPEN
    new = key_of(change.registration_number) != key_of(device.registration_number)
    if _is_former_number(change, device):
        _meet_former_number(change, device, by_hand=bool(reason))
        return
    if new or device.cancelled_there_at or (elsewhere and open_here):
        why = "属地换证" if elsewhere else "省网更新备案号"
        void_superseded(device_id=device.pk, why=why, actor=actor)
        take_number_from_province(
            device_id=device.pk,
            number=change.registration_number,
            since=timezone.localdate(change.changed_at),
            elsewhere=elsewhere,
            actor=actor,
            opinion=reason,
        )
        end_superseded(device_id=device.pk, why=why, actor=actor)
        _close(change, ChangeState.APPLIED, "")
    else:
        _close(change, ChangeState.NOTHING, "备案号与本网一致。")
    _supersede_earlier(change)
    _compare_owner(change, device)


def _cancel(change: RegistrationChange, device: Device, actor: Actor, reason: str) -> None:
    """A registration that ended: told to everybody at once, and decided on by the administrator."""
    if _is_former_number(change, device):
        _close(change, ChangeState.NOTHING, "注销的是旧备案号，不影响现有备案。")
        return
    if device.certificate_status == CertificateStatus.REVOKED:
        _close(change, ChangeState.NOTHING, "设备在本网已注销。")
        return
    if not reason and key_of(change.registration_number) != key_of(device.registration_number):
        pend(change, OTHER_ENDED.format(theirs=change.registration_number, ours=device.registration_number))
        return
    void_superseded(device_id=device.pk, why="省网注销", actor=actor)
    release_from_renewal(device_id=device.pk)
    if not reason:
        _flag(change, device)
        pend(change, CONFIRM)
        return
    on = timezone.localdate(change.changed_at)
    end_registration(device_id=device.pk, actor=actor, reason=reason, on=on)
    end_superseded(device_id=device.pk, why="省网注销", actor=actor)
    _close(change, ChangeState.APPLIED, "")
    _supersede_earlier(change)


def _wait_for_the_upload(change: RegistrationChange, renewal: RenewalApplication, *, by_hand: bool) -> None:
    """Once a renewal is handed over a feed item merely triggers a poll; a cancellation goes to a person."""
    if by_hand:
        raise StepRefused("renewal_under_way", f"{UNDER_WAY}请等上传任务办结后再决定，或选择稍后再办。")
    ask_soon(renewal.pk, told_by_feed=bool(change.client_ref))
    if change.is_cancellation:
        _flag(change, renewal.device)
        pend(change, CANCELLED_UNDER_WAY)
    else:
        _close(change, ChangeState.DEFERRED, UNDER_WAY)


def _is_of_the_round_under_review(change: RegistrationChange, renewal: RenewalApplication) -> bool:
    """Whether the item names a hand-over that a restore has undone: nothing but its acceptance is missing here."""
    pending = renewal.approval_status == ApprovalStatus.PENDING
    return pending and change.client_ref == client_reference(renewal.reference, renewal.round)


def ask_soon(renewal_id: int, *, told_by_feed: bool) -> None:
    """Ask the province about the renewal's upload in the next round; one never sent is asked for by our number.

    `told_by_feed`: the item names our hand-over, so it arrived although we may not know it.
    """
    now = timezone.now()
    rows = Upload.objects.filter(renewal_id=renewal_id)
    rows.filter(state=UploadState.SENT).update(due_at=now)
    if told_by_feed:
        rows.filter(state=UploadState.WAITING, first_claimed_at__isnull=False).update(
            due_at=now, failure_class=FailureClass.UNCERTAIN
        )


def _flag(change: RegistrationChange, device: Device) -> None:
    note_cancelled_there(device_id=device.pk, at=change.changed_at or timezone.now(), actor=PROVINCE)


def _ended_without_result(change: RegistrationChange) -> str:
    """Why an item of our own hand-over contradicts what became of it here, empty where it does not."""
    if not change.client_ref or change.is_cancellation:
        return ""
    upload = Upload.objects.filter(client_ref=change.client_ref).only("state").first()
    if upload is None or upload.state in {*UNFINISHED, UploadState.ISSUED}:
        return ""
    return NOT_ISSUED_HERE.format(state=UploadState(upload.state).label)


def _after_the_upload(change: RegistrationChange) -> None:
    device = change.device
    if device is None:
        settle(change)
        return
    ours = device.certificate_status == CertificateStatus.RENEWED
    if ours and key_of(device.registration_number) != key_of(change.registration_number):
        pend(change, OTHER_NUMBER.format(ours=device.registration_number))
        return
    settle(change)


def _meet_former_number(change: RegistrationChange, device: Device, *, by_hand: bool) -> None:
    """History that the present number has overtaken is nothing new; a later return to it is for a person."""
    present = device.numbers.filter(until__isnull=True, since__isnull=False).order_by("-since").first()
    told = timezone.localdate(change.changed_at)
    if present and present.since and told <= present.since:
        _close(change, ChangeState.NOTHING, "是旧备案号的变更，本网已有新号。")
    elif by_hand:
        raise StepRefused("former_number", FORMER.format(ours=device.registration_number))
    else:
        pend(change, FORMER.format(ours=device.registration_number))


def _is_former_number(change: RegistrationChange, device: Device) -> bool:
    key = key_of(change.registration_number)
    return RegistrationNumber.objects.filter(device=device, key=key, until__isnull=False).exists()


def _supersede_earlier(change: RegistrationChange) -> None:
    """What waited about the same machine has been overtaken."""
    waiting = device_changes(change).filter(state__in=[ChangeState.PENDING, ChangeState.DEFERRED])
    waiting.earlier_than(change).update(
        state=ChangeState.SUPERSEDED, problem=SUPERSEDED, settled_at=timezone.now()
    )


def _compare_owner(change: RegistrationChange, device: Device) -> None:
    """An owner that differs is listed: whose the machine is, is not for the feed to decide."""
    if not change.owner_uscc or change.owner_uscc == device.enterprise.uscc:
        return
    note(
        DiscrepancyKind.OWNER_DIFFERS,
        subject=f"device:{device.pk}",
        text=f"备案号 {change.registration_number}：省网登记的产权单位为“{change.owner_name}”"
        f"({change.owner_uscc})，本网为“{device.enterprise.name}”。请核实是否已产权变更。",
        of={"device_id": device.pk},
    )


def _close(change: RegistrationChange, state: ChangeState, problem: str) -> None:
    change.state, change.problem = state, problem
    change.settled_at = None if state == ChangeState.DEFERRED else timezone.now()
    change.save()
