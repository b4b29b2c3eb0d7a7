"""One round of deliveries, bounded in time; SMTP, HTTP and transactions never overlap.

At least once: a worker that dies between sending and writing leaves the parcel to be repeated under the same
mark. What a person may read twice is a message, never a step.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ground.masking import mobile_of
from inbox.allowances import give_back, quiet_until
from inbox.channels.failures import FailureKind, SendFailure
from inbox.channels.mail import send_mail
from inbox.channels.sms import sms_backend
from inbox.claiming import Parcel, drop_old, take
from inbox.planning import address_of, choices_of, wants
from inbox.texts import Item, mail_text, sms_text
from inbox.words import Channel, DeliveryState, Event

PATIENCE = 3  # failures of a channel in a row after which it is left alone until the next round
RELEASED = {"lease": "", "leased_until": None}
NO_ADDRESS = {Channel.EMAIL: "账号没有登记电子邮箱。", Channel.SMS: "账号没有登记手机。"}
BAD_PHONE = "登记的手机号不是有效的手机号码，请在“人员与账号”中更正。"
UNWANTED = "接收人已在“接收设置”中关闭此项。"
INACTIVE = "接收人的账号已停用。"
BROKEN = "系统处理时出错，会自动再试。"
_log = structlog.get_logger("inbox.sending")


def send_round(*, seconds: float) -> Counter[str]:
    """Send what is due, for at most `seconds` plus one parcel; counts of sent, later, failed, dropped."""
    until, outcome = time.monotonic() + seconds, Counter[str]()
    now = timezone.now()
    outcome["dropped"] += drop_old(now)
    for channel in Channel:
        if channel == Channel.SMS and quiet_until(now):
            continue
        _work_through(channel, until, outcome)
    return +outcome


def _work_through(channel: Channel, until: float, outcome: Counter[str]) -> None:
    in_a_row = 0
    while time.monotonic() < until and in_a_row < PATIENCE:
        parcel = take(channel, now=timezone.now())
        if parcel is None:
            return
        word, in_trouble = _send(parcel)
        outcome[word] += 1
        in_a_row = in_a_row + 1 if in_trouble else 0


def _send(parcel: Parcel) -> tuple[str, bool]:
    """Send one parcel and record how it ended; whether its channel is in trouble."""
    if why_not := _why_not(parcel):
        _finish(parcel, DeliveryState.DROPPED, why_not)
        give_back(parcel.lead, parcel.taken_at)
        return "dropped", False
    try:
        text = _hand_over(parcel)
    except SendFailure as failure:
        return _record_failure(parcel, failure), failure.of_channel
    except Exception as fault:
        # The fault's own words could hold an address: its kind must do.
        _log.error("delivery broke", delivery=parcel.lead.pk, fault=type(fault).__name__)
        return _record_failure(parcel, SendFailure(FailureKind.UNCERTAIN, BROKEN)), True
    _finish(parcel, DeliveryState.SENT, "", text=text)
    return "sent", False


def _why_not(parcel: Parcel) -> str:
    """Why the person is not to get it any more, empty where nothing speaks against it."""
    lead, channel = parcel.lead, Channel(parcel.lead.channel)
    if not lead.recipient.is_active:
        return INACTIVE
    event = Event(lead.event)
    chosen = choices_of([lead.recipient_id], event=event)
    return "" if wants(chosen, lead.recipient_id, event, channel) else UNWANTED


def _hand_over(parcel: Parcel) -> str:
    """Send the parcel's text; return what was sent."""
    lead, channel = parcel.lead, Channel(parcel.lead.channel)
    address = lead.former_address or address_of(lead.recipient, channel)
    if not address:
        raise SendFailure(FailureKind.PERMANENT, NO_ADDRESS[channel])
    items = [Item(row.about, row.message.title, row.message.body, row.message.link) for row in parcel.rows]
    if channel == Channel.EMAIL:
        subject, text = mail_text(Event(lead.event), items)
        send_mail(address=address, subject=subject, text=text, mark=parcel.mark)
        return f"{subject}\n\n{text}"
    phone = mobile_of(address)
    if not phone:
        raise SendFailure(FailureKind.PERMANENT, BAD_PHONE)
    text = sms_text(Event(lead.event), items)
    sms_backend().send(phone=phone, text=text, mark=parcel.mark)
    return text


def _record_failure(parcel: Parcel, failure: SendFailure) -> str:
    if failure.kind != FailureKind.UNCERTAIN:
        give_back(parcel.lead, parcel.taken_at)
    minutes = settings.DELIVERY_RETRY_MINUTES
    if failure.kind == FailureKind.PERMANENT:
        _finish(parcel, DeliveryState.FAILED, failure.sentence)
        return "failed"
    if parcel.lead.attempts > len(minutes):
        said = f"连续 {parcel.lead.attempts} 次未成功：{failure.sentence}"
        _finish(parcel, DeliveryState.FAILED, said)
        return "failed"
    wait = max(minutes[parcel.lead.attempts - 1] * 60, failure.retry_after)
    changes: dict[str, object] = {"due_at": timezone.now() + dt.timedelta(seconds=wait)}
    if failure.kind == FailureKind.TEMPORARY:  # certainly not sent: what came meanwhile may join it
        changes["parcel"] = ""
    parcel.mine().update(last_error=failure.sentence[:300], **changes, **RELEASED)
    return "later"


@transaction.atomic
def _finish(parcel: Parcel, state: DeliveryState, said: str, *, text: str = "") -> None:
    """Write the end on the first delivery and merge the others into it; nothing where the lease was lost."""
    done: dict[str, object] = {"finished_at": timezone.now(), **RELEASED}
    if state == DeliveryState.SENT:
        done["former_address"] = None  # kept for 重新发送 where it did not leave
    first = parcel.mine().filter(pk=parcel.lead.pk)
    if first.update(state=state, last_error=said[:300], text=text, **done) == 1:
        others = parcel.mine().exclude(pk=parcel.lead.pk)
        others.update(state=DeliveryState.MERGED, merged_into=parcel.lead, last_error="", **done)
    else:
        _log.warning("delivery taken over by another worker", delivery=parcel.lead.pk)
