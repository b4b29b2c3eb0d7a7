"""GET /registrations: in order, page by page, from the city's own cursor."""

import pytest


def read_on(province, cursor, limit=100):
    return province.feed(f"?after={cursor}&limit={limit}").data


@pytest.fixture
def end_of_feed(province):
    """The cursor behind everything that is there by now."""
    page = province.feed("?limit=500").data
    while page["more"]:
        page = read_on(province, page["cursor"], 500)
    return page["cursor"]


def test_an_issued_renewal_is_announced_with_its_client_ref(province, renewal, end_of_feed):
    issued = province.result_of(renewal)["certificate"]
    (item,) = read_on(province, end_of_feed)["items"]
    told = {
        name: item[name]
        for name in ("clientRef", "registrationNo", "previousRegistrationNo", "status", "serialNo")
    }
    assert told == {
        "clientRef": renewal["clientRef"],
        "registrationNo": issued["registrationNo"],
        "previousRegistrationNo": renewal["device"]["previousRegistrationNo"],
        "status": "VALID",
        "serialNo": renewal["device"]["serialNo"],
    }
    assert item["owner"] == renewal["owner"]


def test_the_feed_brings_due_renewals_to_their_end_by_itself(province, renewal, end_of_feed):
    province.hand_over(renewal)
    assert [item["clientRef"] for item in read_on(province, end_of_feed)["items"]] == [renewal["clientRef"]]


def test_a_returned_renewal_is_not_announced(province, renewal, end_of_feed):
    renewal["device"]["model"] = "退回"
    province.result_of(renewal)
    assert read_on(province, end_of_feed)["items"] == []


def test_pages_follow_each_other_without_gap_or_repeat(province, another_renewal, end_of_feed):
    refs = [province.result_of(another_renewal()) and None for _ in range(5)]
    cursor, sequences, mores = end_of_feed, [], []
    for _ in range(3):
        page = read_on(province, cursor, 2)
        cursor = page["cursor"]
        sequences += [item["sequence"] for item in page["items"]]
        mores.append(page["more"])
    assert len(refs) == len(sequences) == len(set(sequences)) == 5
    assert sequences == sorted(sequences)
    assert mores == [True, True, False]


def test_an_empty_page_leaves_the_cursor_where_it_is(province, end_of_feed):
    page = read_on(province, end_of_feed)
    assert (page["items"], page["cursor"], page["more"]) == ([], end_of_feed, False)


@pytest.mark.parametrize("cursor", ["", "x", "00000000-1", "1", "%E7%B2%A4"])
def test_a_cursor_that_is_not_understood_is_refused(province, cursor):
    assert province.feed(f"?after={cursor}").fields == ["after"]


def test_a_cursor_beyond_the_end_is_not_understood(province, end_of_feed):
    assert province.feed(f"?after={end_of_feed}0").fields == ["after"]


@pytest.mark.parametrize("limit", ["0", "501", "-1", "ten", "1.5", ""])
def test_a_limit_outside_its_range_is_refused(province, limit):
    assert province.feed(f"?limit={limit}").fields == ["limit"]
