"""Writing messages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.roles import Role
from ground.searching import folded
from inbox.models import Message
from inbox.planning import plan
from inbox.texts import title_of
from inbox.words import Event


@transaction.atomic
def tell(
    *,
    people: Iterable[User],
    title: str = "",
    body: str = "",
    link: str = "",
    event: Event | None = None,
    about: str = "",
) -> None:
    """Put one message into the inbox of each of `people`.

    With `event` it also leaves the portal as each person chose, and its title is made of event and `about`.
    """
    people = list(people)
    title = title or (title_of(event, about) if event else about)
    said = {"title": title[:120], "body": body, "search_text": folded(f"{title[:120]} {body}")}
    messages = Message.objects.bulk_create(
        Message(recipient=person, link=link, event=event or "", **said) for person in people
    )
    if event:
        plan(messages=messages, people=people, event=event, about=about)


def tell_enterprise(
    *,
    enterprise: Enterprise | int,
    title: str = "",
    body: str = "",
    link: str = "",
    event: Event | None = None,
    about: str = "",
) -> None:
    """The same to everybody who acts for the enterprise."""
    key = enterprise if isinstance(enterprise, int) else enterprise.pk
    people = User.objects.filter(enterprise_id=key, is_active=True)
    tell(people=people, title=title, body=body, link=link, event=event, about=about)


def tell_role(*, role: Role, title: str, body: str = "", link: str = "") -> None:
    """Put one message into the inbox of everybody with the role."""
    tell(people=User.objects.filter(role=role, is_active=True), title=title, body=body, link=link)


def mark_read(*, message: Message) -> None:
    """Note that the person has opened the message; repeating it changes nothing."""
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
