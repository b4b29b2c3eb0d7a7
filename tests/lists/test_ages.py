"""评估年限 of the lists: the kept days say on any day what the rules say of the record as it stands."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from devices.aging import age_of_record, judge_stale, set_ages, verdict_of, with_verdict
from devices.catalogue.samples import representative_model
from devices.listing import verdict_facet
from devices.models import CatalogueVersion, Device
from devices.tasks import judge_ages
from ground.glossary import AgeVerdict
from renewals import tasks as renewal_tasks
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from renewals.services.following import mark_upload_started
from tests import cases
from tests.lists.conftest import TODAY
from tests.pages import REGISTER, text_of

pytestmark = pytest.mark.django_db
MODELS = ["QTZ80(TC6012)", "SC200/200", "SSDB100", "MH10t-18m"]
WORDS = {None: AgeVerdict.UNKNOWN, "ok": AgeVerdict.OK, "near": AgeVerdict.NEAR, "over": AgeVerdict.OVER}


def by_the_rules(record, today):
    age = age_of_record(record, today)
    return WORDS[age.state if age else None]


class AnyMachine(TestCase):
    """A class because the examples need a database that is put back after each."""

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        model=st.sampled_from(MODELS),
        made_on=st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)),
        moment=st.sampled_from(["", "40", "62.9", "63", "80", "124.9", "125", "630", "1250"]),
        renewed=st.booleans(),
        today=st.dates(dt.date(1995, 1, 1), dt.date(2070, 1, 1)),
    )
    def test_rule_kept_days_and_database_agree_on_any_day(self, model, made_on, moment, renewed, today):
        from accounts.models import Enterprise

        sample = representative_model(model)
        firm, _made = Enterprise.objects.get_or_create(name="示例", uscc="91442000DEM000014P")
        values = {
            **sample.old,
            **({"rated_load_moment": moment} if "rated_load_moment" in sample.old else {}),
        }
        machine = Device(
            enterprise=firm,
            catalogue_version=CatalogueVersion.objects.in_force(),
            category=sample.category,
            sub_type=sample.sub_type,
            manufacture_date=made_on,
            new_registration_number="粤TF-T202600001" if renewed else "",
            parameters={code: {"value": value} for code, value in values.items() if value},
        )
        set_ages(machine)
        machine.save()
        told = by_the_rules(machine, today)
        assert verdict_of(machine, today) == told
        found = [word for word, limit in with_verdict(today).items() if Device.objects.filter(limit).exists()]
        assert found == [told]
        facet = verdict_facet(today)
        assert list(Device.objects.values_list(facet.key, flat=True)) == [told.value]


@pytest.fixture
def three(clerk, reviewer):
    """One machine each that is over, near, within, and one of which nobody can tell, all far from midnight."""
    days = {"over": (-600, -400), "near": (-90, 90), "ok": (700, 900), "unknown": None}
    found = {}
    for number, (word, kept) in enumerate(days.items(), 1):
        machine = cases.registered(clerk, reviewer, number)
        near, limit = (
            [timezone.localdate() + dt.timedelta(days=day) for day in kept] if kept else (None, None)
        )
        Device.objects.filter(pk=machine.pk).update(age_near_from=near, age_limit_on=limit)
        found[word] = Device.objects.get(pk=machine.pk)
    return found


def test_the_register_narrows_by_each_verdict_and_says_it(portal, three) -> None:
    page = portal.get(REGISTER)
    (choice,) = (item for item in page.context["listing"].choices if item.name == "age")
    assert {option.value: option.count for option in choice.options} == dict.fromkeys(AgeVerdict.values, 1)
    for word in AgeVerdict:
        narrowed = portal.get(REGISTER, {"age": word.value})
        assert [row.device.pk for row in narrowed.context["rows"]] == [three[word.value].pk]
        assert word.label in text_of(narrowed)
        assert f"评估年限：{word.label}" in text_of(narrowed)


def test_so_does_choosing_for_a_batch(portal, three) -> None:
    page = portal.get("/portal/batches/", {"age": "near"})
    assert [machine.pk for machine in page.context["page"]] == [three["near"].pk]


def test_the_workbook_says_the_verdict_and_its_days(portal, three) -> None:
    answer = portal.post(f"{REGISTER}export/", {"order": "factory_number"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = [(row[heads.index("评估年限")], row[heads.index("评估年限届满")]) for row in rows]
    assert told == [
        ("超过年限", three["over"].age_limit_on.isoformat()),
        ("临近年限", three["near"].age_limit_on.isoformat()),
        ("年限正常", three["ok"].age_limit_on.isoformat()),
        ("年限未定", None),
    ]


def test_the_office_narrows_its_registers_alike(signed_in, reviewer, head, three) -> None:
    register = signed_in(reviewer).get("/console/devices/device/", {"age": "over"})
    assert [machine.pk for machine in register.context["cl"].result_list] == [three["over"].pk]
    assert "超过年限" in text_of(register)
    odd = signed_in(reviewer).get("/console/devices/device/", {"age": "young"})
    assert len(odd.context["cl"].result_list) == 4
    names = signed_in(head).get("/console/reports/names/machines/", {"age": "near"})
    assert [row["machine"].pk for row in names.context["rows"]] == [three["near"].pk]


def test_the_queue_narrows_by_what_the_renewal_says_and_not_the_record(clerk, reviewer, signed_in) -> None:
    renewal = cases.waiting(clerk, reviewer, 1)
    day = timezone.localdate()
    RenewalApplication.objects.filter(pk=renewal.pk).update(
        age_near_from=day - dt.timedelta(days=600), age_limit_on=day - dt.timedelta(days=400)
    )
    queue = signed_in(reviewer)
    found = queue.get("/console/renewals/queue/", {"age": "over"})
    assert [row["renewal"].pk for row in found.context["rows"]] == [renewal.pk]
    assert not queue.get("/console/renewals/queue/", {"age": "ok"}).context["rows"]


def test_each_step_that_changes_a_fact_keeps_the_days_anew(clerk, reviewer) -> None:
    """From the intake over a corrected renewal to the issued certificate, and with an assessment on the way."""
    assessed = {
        "assessment_conclusion": "qualified",
        "assessment_date": "2026-03-01",
        "assessment_valid_until": "2028-03-01",
    }
    renewal = cases.drafted(clerk, reviewer, 1, common={"manufacture_date": "2009-06-02", **assessed})
    before = Device.objects.get(pk=renewal.device_id)
    assert before.age_limit_on == dt.date(2033, 6, 2)
    assert renewal.age_limit_on == dt.date(2024, 6, 2)
    assert renewal.assessed_until == dt.date(2028, 3, 1)
    handed_in = cases.submitted(renewal, clerk)
    accept(renewal_id=handed_in.pk, revision=handed_in.revision, reviewer=reviewer)
    with transaction.atomic():
        mark_upload_started(renewal_id=renewal.pk)
    cases.issue(cases.again(renewal))
    after = Device.objects.get(pk=renewal.device_id)
    assert (after.age_limit_on, after.assessed_until) == (renewal.age_limit_on, renewal.assessed_until)
    assert by_the_rules(after, TODAY) == verdict_of(after, TODAY) == AgeVerdict.OVER


def test_other_rules_of_the_city_are_applied_by_the_worker(clerk, reviewer, settings) -> None:
    renewal = cases.again(cases.drafted(clerk, reviewer, 1))
    kept = Device.objects.get(pk=renewal.device_id)
    assert judge_stale(Device.objects.all(), seconds=5) == 0
    settings.ASSUMPTIONS = {"near_days": 90}
    judge_ages()
    renewal_tasks.judge_ages()
    for before, now in ((kept, Device.objects.get(pk=kept.pk)), (renewal, cases.again(renewal))):
        assert now.age_near_from == before.age_near_from + dt.timedelta(days=90)
        assert now.age_limit_on == before.age_limit_on
        assert now.revision == before.revision
    assert judge_stale(Device.objects.all(), seconds=5) == 0
    assert judge_stale(RenewalApplication.objects.all(), seconds=5) == 0


def test_a_change_that_comes_between_is_not_judged_over(clerk, reviewer, settings, monkeypatch) -> None:
    from devices import aging

    machine = cases.registered(clerk, reviewer, 1)
    settings.ASSUMPTIONS = {"near_days": 90}
    judged = aging.set_ages

    def meanwhile(record):
        judged(record)
        Device.objects.filter(pk=machine.pk).update(
            revision=machine.revision + 1, age_limit_on=dt.date(2030, 1, 1)
        )

    monkeypatch.setattr(aging, "set_ages", meanwhile)
    assert judge_stale(Device.objects.all(), seconds=5) == 0
    assert Device.objects.get(pk=machine.pk).age_limit_on == dt.date(2030, 1, 1)


def test_a_verdict_that_nobody_knows_narrows_nothing(portal, three) -> None:
    assert portal.get(REGISTER, {"age": "young"}).context["listing"].is_narrowed is False
