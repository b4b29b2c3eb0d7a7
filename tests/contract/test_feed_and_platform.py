"""The feed of registration changes over real HTTP: pages, cursor, and our own issuance in it."""

from __future__ import annotations

import pytest

from provincial_sync.client import ProvinceClient
from provincial_sync.messages import ProvinceFailure
from tests.contract.test_client_and_platform import body_of, handed_over


def test_our_own_issuance_is_told_with_our_reference(client: ProvinceClient) -> None:
    receipt = handed_over(client, body_of())
    client.statuses([receipt.acceptance_number])
    items, cursor = {}, ""
    while True:
        page = client.registrations(after=cursor, limit=2)
        items |= {item.client_ref: item for item in page.items}
        cursor = page.cursor
        if not page.more:
            break
    ours = items[receipt.client_ref]
    assert (ours.fault, ours.status) == ("", "VALID")
    assert ours.registration_number
    assert ours.changed_at is not None
    assert client.registrations(after=cursor, limit=2).items == ()


def test_the_same_item_has_the_same_digest(client: ProvinceClient) -> None:
    receipt = handed_over(client, body_of())
    client.statuses([receipt.acceptance_number])
    first, second = (client.registrations(after="", limit=1).items[0] for _ in range(2))
    assert first == second


def test_a_cursor_that_is_not_understood_says_so(client: ProvinceClient) -> None:
    with pytest.raises(ProvinceFailure) as refusal:
        client.registrations(after="another-province-7", limit=100)
    assert refusal.value.code == "40001"
