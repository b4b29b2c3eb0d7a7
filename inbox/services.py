"""Writing messages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.roles import Role
from ground.inserting import insert_rows
from ground.searching import folded
from inbox.models import Message
from inbox.planning import Audience, audience_of, plan, staff_of
from inbox.texts import title_of
from inbox.words import Event


@transaction.atomic(savepoint=False)
def tell(
    *,
    people: Iterable[User],
    title: str = "",
    body: str = "",
    link: str = "",
    event: Event | None = None,
    about: str = "",
) -> None:
    """Put one message into the inbox of each of `people`, in the transaction of the step that it tells of.

    With `event` it also leaves the portal as each person chose, and its title is made of event and `about`.
    """
    _put(audience_of(people, event), title=title, body=body, link=link, event=event, about=about)


@transaction.atomic(savepoint=False)
def tell_enterprise(
    *,
    enterprise: Enterprise | int,
    title: str = "",
    body: str = "",
    link: str = "",
    event: Event | None = None,
    about: str = "",
    audience: Audience | None = None,
) -> None:
    """The same to everybody who acts for the enterprise: `audience`, where the caller has read it along."""
    key = enterprise if isinstance(enterprise, int) else enterprise.pk
    told = staff_of(key, event) if audience is None else audience
    _put(told, title=title, body=body, link=link, event=event, about=about)


def _put(audience: Audience, *, title: str, body: str, link: str, event: Event | None, about: str) -> None:
    title = (title or (title_of(event, about) if event else about))[:120]
    said = {"title": title, "body": body, "search_text": folded(f"{title} {body}")}
    messages = [
        Message(recipient_id=person.pk, link=link, event=event or "", **said) for person in audience.people
    ]
    insert_rows(messages)
    if event:
        plan(messages=messages, audience=audience, event=event, about=about)


def tell_role(*, role: Role, title: str, body: str = "", link: str = "") -> None:
    """Put one message into the inbox of everybody with the role."""
    tell(people=User.objects.filter(role=role, is_active=True), title=title, body=body, link=link)


def mark_read(*, message: Message) -> None:
    """Note that the person has opened the message; repeating it changes nothing."""
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])


def mark_all_read(*, person: User) -> int:
    """Note all messages that the person sees as read; how many were not."""
    return Message.objects.visible_to(person).unread().update(read_at=timezone.now())
