"""A renewal that is accepted once more after a restore is known again by the digest of what the province took in."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from ground.digests import sm3_hex
from provincial_sync.accepted_again import LONGEST, bytes_taken_in
from provincial_sync.exact_json import exact_json

NOW = dt.datetime(2026, 6, 3, 1, 0, tzinfo=dt.UTC)


def body(accepted: dt.datetime, **facts: object) -> bytes:
    moment = timezone.localtime(accepted).isoformat(timespec="seconds")
    return exact_json({"clientRef": "HZ20260601-A-1", "acceptedAt": moment, "model": "QTZ80", **facts})


@pytest.mark.parametrize("ago", [0, 1, 3600, 40_000])
def test_the_moment_of_the_forgotten_acceptance_is_found(ago):
    before = body(NOW - dt.timedelta(seconds=ago))
    found = bytes_taken_in(body(NOW), sm3=sm3_hex(before), since=NOW - dt.timedelta(days=1), until=NOW)
    assert found == before


def test_anything_else_that_differs_is_another_renewal():
    other = body(NOW - dt.timedelta(seconds=60), model="QTZ63")
    since = NOW - dt.timedelta(minutes=5)
    assert bytes_taken_in(body(NOW), sm3=sm3_hex(other), since=since, until=NOW) is None


@pytest.mark.parametrize("wrong", [dt.timedelta(minutes=-10), dt.timedelta(seconds=2)])
def test_nobody_accepts_before_it_was_handed_in_or_after_now(wrong):
    other = body(NOW + wrong)
    since = NOW - dt.timedelta(minutes=5)
    assert bytes_taken_in(body(NOW), sm3=sm3_hex(other), since=since, until=NOW) is None


def test_the_search_has_an_end(monkeypatch):
    tried = []
    monkeypatch.setattr("provincial_sync.accepted_again.sm3_hex", lambda data: tried.append(1) or "")
    monkeypatch.setattr("provincial_sync.accepted_again.LONGEST", dt.timedelta(minutes=1))
    assert bytes_taken_in(body(NOW), sm3="0" * 64, since=NOW - LONGEST * 9, until=NOW) is None
    assert len(tried) <= 62


def test_words_that_look_like_the_moment_are_left_alone():
    tricky = body(NOW, note='"acceptedAt":"2026-06-03T09:00:00+08:00"')
    before = body(NOW - dt.timedelta(seconds=5), note='"acceptedAt":"2026-06-03T09:00:00+08:00"')
    since = NOW - dt.timedelta(minutes=1)
    found = bytes_taken_in(tricky, sm3=sm3_hex(before), since=since, until=NOW)
    assert found == before
    assert json.loads(found)["note"].endswith('09:00:00+08:00"')
