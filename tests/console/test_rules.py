"""规则设置: typed, bounded, with the effect before and the reason after; every reader takes it at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from audit.models import CityChange
from devices import assumptions, city_rules, kept_rules
from devices.city_rules import RULES, default_of, rule_of, value_of
from devices.models import CityRule
from devices.services.rules import keep_rule
from ground.errors import StepRefused
from tests import cases
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
HOME = "/console/rules/"
WHY = "审批办 2026 年第 3 次会议。"


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


def of(name: str) -> str:
    return reverse("console:rule", args=[name])


def keep(client, name: str, value: str, **typed):
    """See the effect, then keep, as a person does."""
    seen = client.get(of(name)).context["revision"]
    given = {"value": value, "reason": WHY, "revision": str(seen), **typed}
    page = client.post(of(name), {**given, "step": "preview"})
    if page.status_code != 200:
        return page
    return client.post(of(name), {**given, "shown": page.context["shown"], "step": "keep"})


def test_every_rule_is_listed_with_what_holds_and_its_default(office):
    page = words_of(office.get(HOME))
    for rule in RULES:
        assert rule.label in page
        assert rule.words(default_of(rule)) in page


def test_what_is_kept_holds_at_once_for_every_reader(office):
    keep(office, "near_days", "90")
    assert assumptions.current().near_days == 90
    keep(office, "age_over_blocks", "yes")
    assert assumptions.current().age_over_blocks is True
    day = timezone.localdate() + dt.timedelta(days=100)
    keep(office, "renewal_deadline", day.isoformat())
    assert city_rules.deadline() == day


def test_the_deadline_shows_on_the_firms_pages(office, clerk, signed_in):
    day = timezone.localdate() + dt.timedelta(days=100)
    keep(office, "renewal_deadline", day.isoformat())
    assert "还剩 100 天" in words_of(signed_in(clerk).get("/portal/"))


def test_the_intake_follows_the_policy(office, clerk, signed_in):
    keep(office, "intake_policy", "closed")
    page = signed_in(clerk).get("/portal/devices/unapproved/add/?category=tower_crane")
    assert "已停止受理" in text_of(page)


def test_before_anything_is_kept_the_effect_is_shown(office, clerk, reviewer):
    years_ago = timezone.localdate().year - 20
    cases.drafted(clerk, reviewer, common={"manufacture_date": f"{years_ago}-06-02"})
    page = office.post(
        of("age_over_blocks"), {"value": "yes", "reason": WHY, "revision": "0", "step": "keep"}
    )
    assert "将不能提交备案的换证申请： 1" in words_of(page)
    assert not CityRule.objects.exists()


def test_the_register_says_how_many_machines_come_near_their_age(office, clerk, reviewer):
    years_ago = timezone.localdate().year - 14
    cases.registered(clerk, reviewer, manufacture_date=f"{years_ago}-06-02")
    page = office.post(of("near_days"), {"value": "1095", "reason": WHY, "revision": "0"})
    assert "由“年限正常”变为“临近年限”的设备： 1" in words_of(page)


def test_a_value_whose_effect_was_not_shown_is_shown_first(office):
    shown = office.post(of("near_days"), {"value": "90", "reason": WHY, "revision": "0"}).context["shown"]
    given = {"value": "120", "reason": WHY, "revision": "0", "shown": shown, "step": "keep"}
    assert office.post(of("near_days"), given).status_code == 200
    assert not CityRule.objects.exists()


def test_each_change_keeps_who_when_from_to_and_why(office, administrator):
    keep(office, "near_days", "90")
    (change,) = CityChange.objects.of("rule:near_days")
    label = rule_of("near_days").label
    assert (change.before[label], change.after[label]) == ("180 天", "90 天")
    assert (change.reason, change.actor_id) == (WHY, str(administrator.pk))
    assert WHY in text_of(office.get(HOME))


def test_the_default_is_kept_as_no_value_of_the_citys_own(office):
    keep(office, "near_days", "90")
    keep(office, "near_days", str(default_of(rule_of("near_days"))))
    assert not CityRule.objects.exists()
    assert assumptions.current().near_days == 180


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("near_days", "", "0 至 1095"),
        ("near_days", "-1", "0 至 1095"),
        ("near_days", "1e9", "0 至 1095"),
        ("near_days", "9" * 10_000, "0 至 1095"),
        ("near_days", "九十", "0 至 1095"),
        ("same_model_machines", "1", "3 至 100"),
        ("age_over_blocks", "maybe", "请选择其中一项"),
        ("intake_policy", "", "请选择其中一项"),
        ("renewal_deadline", "2026-02-30", "日期有误"),
        ("renewal_deadline", "0001-01-01", "10 年以内"),
    ],
)
def test_bad_input_is_refused_in_words_and_keeps_what_was_typed(office, name, value, said):
    answer = keep(office, name, value)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert WHY in answer.content.decode()
    assert not CityRule.objects.exists()


@pytest.mark.parametrize("reason", ["", "　", "长" * 201, "为\x00何"])
def test_no_rule_changes_without_a_reason(office, reason):
    answer = keep(office, "near_days", "90", reason=reason)
    assert answer.status_code == 422
    assert not CityRule.objects.exists()


def test_the_second_of_two_administrators_is_told(office):
    given = {"value": "60", "reason": WHY, "revision": "0", "shown": "60 天", "step": "keep"}
    keep(office, "near_days", "90")
    answer = office.post(of("near_days"), given)
    assert answer.status_code == 409
    assert "已有变化" in text_of(answer)
    assert assumptions.current().near_days == 90


def test_the_service_refuses_who_has_seen_another_value(administrator):
    rule = rule_of("near_days")
    keep_rule(user=administrator, rule=rule, value=90, seen=0, reason=WHY)
    with pytest.raises(StepRefused):
        keep_rule(user=administrator, rule=rule, value=60, seen=0, reason=WHY)


def test_another_process_sees_a_change_by_the_mark(administrator, monkeypatch):
    rule = rule_of("near_days")
    assert value_of(rule) == 180
    CityRule.objects.create(name="near_days", value=45)  # as another process has committed it
    assert value_of(rule) == 180
    cache.set(kept_rules.MARK, "another", None)
    monkeypatch.setattr(kept_rules, "LOOK_SECONDS", 0.0)
    assert value_of(rule) == 45


@pytest.mark.parametrize("person", ["reviewer", "head", "supervisor", "clerk"])
def test_who_does_not_keep_rules_is_refused(person, signed_in, request):
    client = signed_in(request.getfixturevalue(person))
    assert client.get(HOME).status_code == 403
    assert client.post(of("near_days"), {"value": "1"}).status_code == 403


def test_an_unknown_rule_is_not_found(office):
    assert office.get(of("nowhere")).status_code == 404
