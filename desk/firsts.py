"""Who came first, in the words that the second person is told."""

from __future__ import annotations

from django.utils.timezone import localtime

from accounts.models import User
from audit.models import HistoryEntry
from ground.glossary import ActorKind


def who_did(entry: HistoryEntry) -> str:
    """The side that took a step and, of a person, the masked name: 审批办陈*."""
    if entry.actor_kind != ActorKind.PERSON:
        return entry.actor_unit
    person = User.objects.filter(pk=entry.actor_id).first()
    return f"{entry.actor_unit}{person.masked_name}" if person else entry.actor_unit


def step_in_words(entry: HistoryEntry) -> str:
    """Who took it, when and what: 审批办陈*于2026-06-01 10:20“接受备案”."""
    return f"{who_did(entry)}于{localtime(entry.at):%Y-%m-%d %H:%M}“{entry.step_word}”"
