"""What pages and logs show of an address."""

from __future__ import annotations

import pytest

from ground.masking import masked_mailbox, masked_phone, mobile_of, without_addresses


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800000001", "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("0760-88000000", ""),
        ("1380000000", ""),
        ("12800000001", ""),
        ("", ""),
    ],
)
def test_only_mobile_numbers_of_the_mainland_get_text_messages(typed, number) -> None:
    assert mobile_of(typed) == number


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13800000001", "138****0001"), ("0760-88000000", "076****0000"), ("88000012", "****12"), ("", "")],
)
def test_a_number_is_shown_by_its_ends(phone, shown) -> None:
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(("mailbox", "shown"), [("zhang@example.com", "z***@example.com"), ("", "")])
def test_a_mailbox_is_shown_by_its_first_letter(mailbox, shown) -> None:
    assert masked_mailbox(mailbox) == shown


def test_a_foreign_sentence_loses_its_addresses() -> None:
    said = without_addresses("号码13800000001(+86 139 0000 0002)被拒，回执发往 zhang@example.com，代码 40002")
    assert said == "号码138****0001(861****0002)被拒，回执发往 z***@example.com，代码 40002"
