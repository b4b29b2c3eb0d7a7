"""服务评价 of a finished renewal, and the office's answer to a 差评."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import HistoryEntry
from inbox.models import Message
from renewals.models import ServiceRating
from tests.cases import again, issued, uploading
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, turns_strangers_away
from tests.pages import error_at, of_renewal, words_of

pytestmark = pytest.mark.django_db
REASON = "电话一直无人接听，等了三天。"
GOOD = {"level": "very_good", "tags": ["quick", "clear"], "words": "办得很快"}
LOW = {"level": "very_poor", "tags": ["slow"], "words": REASON}
ANSWER = {"callback": "已电话回访，企业反映属实。", "improvement": "增加一条咨询电话。"}


@pytest.fixture
def done(clerk, reviewer):
    return issued(clerk, reviewer).renewal


@pytest.fixture
def low(done, signed_in, clerk):
    signed_in(clerk).post(of_renewal(done, "rating/"), LOW)
    return ServiceRating.objects.get()


def answered(rating, **typed):
    return {"revision": again(rating).revision, **ANSWER, **typed}


def test_a_finished_renewal_is_rated_once(signed_in, clerk, done):
    portal = signed_in(clerk)
    assert "评价本次服务" in words_of(portal.get(of_renewal(done)))
    page = words_of(portal.post(of_renewal(done, "rating/"), GOOD, follow=True))
    assert "感谢您的评价" in page
    assert "非常满意" in page
    assert "办理速度快、指引清楚" in page
    assert HistoryEntry.objects.of_renewal(done.pk).first().step_word == "服务评价"
    with nothing_changes(ServiceRating.objects.get()):
        second = portal.post(of_renewal(done, "rating/"), LOW)
    assert second.status_code == 409
    assert "只能评价一次" in words_of(second)


def test_before_the_completion_there_is_nothing_to_rate(signed_in, clerk, reviewer):
    renewal = uploading(clerk, reviewer)
    portal = signed_in(clerk)
    assert "评价本次服务" not in words_of(portal.get(of_renewal(renewal)))
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, "rating/"), GOOD)
    assert answer.status_code == 409
    assert "换证完成" in words_of(answer)
    assert not ServiceRating.objects.exists()


@pytest.mark.parametrize(
    ("typed", "path", "sentence"),
    [
        ({}, "level", "请选择满意度"),
        ({"level": "splendid"}, "level", "请选择满意度"),
        ({"level": "poor", "words": "差"}, "words", "请写明原因"),
        ({"level": "good", "words": "好" * 501}, "words", "最多 500 字"),
        ({"level": "good", "tags": ["bribe"]}, "tags", "请从所列标签中选择"),
    ],
)
def test_what_cannot_be_kept_is_named_at_its_field(signed_in, clerk, done, typed, path, sentence):
    answer = signed_in(clerk).post(of_renewal(done, "rating/"), typed)
    assert answer.status_code == 422
    assert sentence in error_at(answer, path)
    assert typed.get("words", "") in words_of(answer)
    assert not ServiceRating.objects.exists()


def test_five_hundred_signs_are_kept(signed_in, clerk, done):
    signed_in(clerk).post(of_renewal(done, "rating/"), {"level": "fair", "words": "好" * 500})
    assert len(ServiceRating.objects.get().words) == 500


def test_only_the_firm_rates(done, stranger, reviewer):
    address = of_renewal(done, "rating/")
    turns_strangers_away(address, GOOD, stranger, done)
    names_who_may(address, GOOD, reviewer, done)
    asks_to_log_in(address, GOOD, done)


def test_a_low_rating_reaches_the_office_and_its_answer_the_firm(signed_in, clerk, reviewer, done, low):
    assert Message.objects.filter(recipient=reviewer, title__startswith="收到差评").exists()
    office = signed_in(reviewer)
    listed = words_of(office.get("/console/ratings/?level=waiting"))
    assert done.reference in listed
    assert "待回访" in listed
    assert "差评待回访 1" in words_of(office.get("/console/"))
    page = office.post(f"/console/ratings/{low.pk}/", answered(low), follow=True)
    assert "已保存回访情况" in words_of(page)
    assert done.reference not in words_of(office.get("/console/ratings/?level=waiting"))
    seen = words_of(signed_in(clerk).get(of_renewal(done)))
    assert ANSWER["callback"] in seen
    assert ANSWER["improvement"] in seen
    assert Message.objects.filter(recipient=clerk, title__startswith="您的评价已回访").exists()


def test_of_two_answers_the_second_is_refused_and_keeps_what_was_typed(
    signed_in, reviewer, second_reviewer, low
):
    form = answered(low)
    signed_in(reviewer).post(f"/console/ratings/{low.pk}/", form)
    with nothing_changes(low):
        late = signed_in(second_reviewer).post(
            f"/console/ratings/{low.pk}/", form | {"callback": "我也打过电话了。"}
        )
    assert late.status_code == 409
    assert "我也打过电话了。" in words_of(late)
    with nothing_changes(low):
        again_ = signed_in(second_reviewer).post(f"/console/ratings/{low.pk}/", answered(low))
    assert "已回访" in words_of(again_)


def test_an_answer_says_what_was_done(signed_in, reviewer, low):
    with nothing_changes(low):
        answer = signed_in(reviewer).post(f"/console/ratings/{low.pk}/", answered(low, callback=" "))
    assert answer.status_code == 422
    assert "请写明回访情况" in error_at(answer, "callback")


def test_a_good_rating_has_nothing_to_answer(signed_in, clerk, reviewer, done):
    signed_in(clerk).post(of_renewal(done, "rating/"), GOOD)
    rating = ServiceRating.objects.get()
    assert "保存回访" not in words_of(signed_in(reviewer).get(f"/console/ratings/{rating.pk}/"))
    with nothing_changes(rating):
        answer = signed_in(reviewer).post(f"/console/ratings/{rating.pk}/", answered(rating))
    assert answer.status_code == 409


@pytest.mark.parametrize("person", ["head", "supervisor"])
def test_who_reads_only_does_not_answer(signed_in, request, low, person):
    client = signed_in(request.getfixturevalue(person))
    with nothing_changes(low):
        answer = client.post(f"/console/ratings/{low.pk}/", answered(low))
    assert answer.status_code == 403


def test_a_supervisor_finds_the_ratings_of_the_own_town_alone(signed_in, make_user, supervisor, low):
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert signed_in(supervisor).get(f"/console/ratings/{low.pk}/").status_code == 200
    assert signed_in(elsewhere).get(f"/console/ratings/{low.pk}/").status_code == 404
    assert low.renewal.reference not in words_of(signed_in(elsewhere).get("/console/ratings/"))


def test_the_list_counts_each_level(signed_in, reviewer, low):
    page = words_of(signed_in(reviewer).get("/console/ratings/"))
    assert "非常满意 0" in page
    assert "非常不满意 1" in page


def test_the_database_refuses_a_second_rating_and_a_low_one_without_reason(clerk, low, reviewer):
    given = {"renewal": low.renewal, "enterprise": clerk.enterprise, "level": "good"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRating.objects.create(**given)
    other = issued(clerk, reviewer, 2).renewal
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRating.objects.create(**given | {"renewal": other, "level": "poor"})


def rate(renewal, levels):
    """Ratings of copies of the renewal, past the people's steps: only their number matters here."""
    for number, level in enumerate(levels):
        copy = again(renewal)
        copy.pk, copy.reference, copy._state.adding = None, f"HZ20260101-R{number:06d}", True
        copy.save(force_insert=True)
        ServiceRating.objects.create(
            renewal=copy, enterprise_id=copy.enterprise_id, level=level, words="电话一直无人接听"
        )


@pytest.mark.parametrize(
    ("levels", "good", "share"),
    [
        (["very_good", "good", "fair", "poor"], "3", "75%"),
        (["very_good", "good", "fair"], "3", "100%"),
        (["good", "good", "very_poor"], "2", "66.6%"),
        (["poor", "very_poor", "poor"], "0", "0%"),
    ],
)
def test_the_public_home_shows_the_kept_ratings_and_what_they_mean(
    client, done, settings, levels, good, share
):
    settings.RATINGS_SHOWN_FROM = 3
    rate(done, levels)
    first = ServiceRating.objects.earliest("created_at")
    ServiceRating.objects.filter(pk=first.pk).update(created_at=dt.datetime(2026, 5, 1, 20, tzinfo=dt.UTC))
    page = words_of(client.get("/"))
    assert f"评价 {len(levels)} 件 好评 {good} 件 好评率 {share} " in page
    assert "自 2026-05-02 起" in page
    assert "“基本满意”的是好评" in page
    assert "电话一直无人接听" not in page


@pytest.mark.parametrize("many", [0, 2])
def test_below_the_least_number_the_home_shows_nothing_of_them(client, done, settings, many):
    settings.RATINGS_SHOWN_FROM = 3
    rate(done, ["good"] * many)
    assert "好评" not in words_of(client.get("/"))
    settings.RATINGS_SHOWN_FROM = 0
    assert ("好评率" in words_of(client.get("/"))) == bool(many)
