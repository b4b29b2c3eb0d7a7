"""资料比对: what is said of each row."""

from __future__ import annotations

import pytest
from django.urls import reverse

from devices.catalogue import built_in
from renewals.comparing import compare, rows_of
from tests import cases

BOOK = built_in()


def body(*entries, common=None):
    return {
        "category": "tower_crane",
        "sub_type": "hammerhead",
        "common": common or {},
        "parameters": [
            dict(zip(("code", "raw", "raw_unit", "value", "unit"), entry, strict=True)) for entry in entries
        ],
    }


def row(path, given, *, record=None, raw=None, previous=None):
    groups = compare(BOOK, given, record=record or {}, raw=raw or {}, previous=previous)
    return next(row for row in rows_of(groups) if row.path == path)


@pytest.mark.parametrize(
    ("value", "said", "tone"),
    [
        ("1200", "换算一致", "ok"),
        ("1250", "与换算值 1200 kg 相差 4.2%", "warn"),
        ("1.2", "数值与原值相同，未换算，请核对单位", "warn"),
        ("1200.1", "与换算值 1200 kg 相差 不到 0.1%", "warn"),
    ],
)
def test_a_converted_value_is_compared_with_the_conversion(value, said, tone):
    given = body(("capacity_at_max_radius", "1.2", "t", value, "kg"))
    found = row("parameters.capacity_at_max_radius", given)
    assert (found.check.sentence, found.check.tone) == (said, tone)
    assert (found.old, found.new) == ("1.2 t", f"{value} kg")


def test_a_speed_is_compared_after_rounding_to_its_places():
    assert (
        row("parameters.hoisting_speed", body(("hoisting_speed", "80", "m/min", "1.333", "m/s"))).check.tone
        == "ok"
    )


@pytest.mark.parametrize(
    ("value", "said", "notable"), [("60", "与原值一致", False), ("57", "与原值相差 5%", True)]
)
def test_a_value_whose_unit_stayed_is_compared_with_the_old_one(value, said, notable):
    found = row("parameters.max_working_radius", body(("max_working_radius", "60", "m", value, "m")))
    assert (found.check.sentence, found.notable) == (said, notable)


def test_an_added_parameter_is_marked_so():
    found = row("parameters.counterweight_mass", body(("counterweight_mass", "", "", "14000", "kg")))
    assert (found.check.sentence, found.old) == ("新增", "")


def test_a_required_blank_is_shown_and_an_optional_one_is_quiet():
    given = body()
    assert row("parameters.rated_load_moment", given).check.sentence == "必填项未填写"
    assert row("parameters.work_class", given).notable is False


def test_an_old_value_that_was_dropped_is_told_from_the_record():
    found = row("parameters.total_mass", body(), raw={"total_mass": "42"})
    assert (found.old, found.check.sentence) == ("42 t", "原有值，本次未填")


def test_a_corrected_common_field_shows_both_values():
    given = body(common={"model": "QTZ80(TC6012)"})
    found = row("device.model", given, record={"model": "QTZ80"})
    assert (found.old, found.new, found.check.sentence) == ("QTZ80", "QTZ80(TC6012)", "已修改")


def test_what_changed_since_the_last_round_is_marked_with_the_last_value():
    before = body(("capacity_at_max_radius", "1.2", "t", "1250", "kg"))
    now = body(("capacity_at_max_radius", "1.2", "t", "1200", "kg"))
    found = row("parameters.capacity_at_max_radius", now, previous=before)
    assert (found.since_last, found.previous) == (True, "1250 kg")
    assert row("parameters.capacity_at_max_radius", now, previous=now).since_last is False


def test_numbers_that_are_none_are_merely_called_changed():
    given = body(("rated_load_moment", "八十", "t·m", "800", "kN·m"))
    assert row("parameters.rated_load_moment", given).check.sentence == "已修改"


def test_the_review_page_shows_rows_papers_findings_and_the_last_remarks(clerk, reviewer, signed_in):
    case = cases.waiting(clerk, reviewer, capacity_at_max_radius="1250")
    url = reverse("console:renewal_review", args=[case.reference])
    typed = {
        "opinion": "端部起重量请核对说明书。",
        "remark:parameters.capacity_at_max_radius": "应为 1200 kg",
    }
    signed_in(reviewer).post(url, cases.decision(case, "reject", **typed))
    cases.corrected(case, clerk, capacity_at_max_radius="1200")
    text = signed_in(reviewer).get(url).content.decode()
    for said in (
        "第 2 次提交",
        "第 1 次意见：",
        "应为 1200 kg",
        "本次修改",
        "1 条，已修改 1 条",
        "2/2",
        "nameplate_photo.png",
    ):
        assert said in text


def test_the_review_page_reads_the_same_number_of_rows_however_many_rounds(
    clerk, reviewer, signed_in, django_assert_max_num_queries
):
    case = cases.waiting(clerk, reviewer)
    office, url = signed_in(reviewer), reverse("console:renewal_review", args=[case.reference])
    for number in range(3):
        office.post(url, cases.decision(case, "reject", opinion=f"第 {number} 次退回，请核对说明书。"))
        cases.corrected(case, clerk, capacity_at_max_radius=str(1201 + number))
    office.get(url)
    with django_assert_max_num_queries(18):  # one of them reads the opinion templates
        office.get(url)


def test_who_only_judges_gets_the_same_rows_and_checks_without_texts():
    given = body(
        ("capacity_at_max_radius", "1.2", "t", "1250", "kg"), ("max_working_radius", "60", "m", "60", "m")
    )
    rows, judged = (
        rows_of(compare(BOOK, given, record={"model": "QTZ80"}, raw={}, previous=body(), worded=worded))
        for worded in (True, False)
    )
    assert {item.check.tone for item in judged} >= {"ok", "warn", "bad"}
    assert judged == [item._replace(old="", new="", previous="") for item in rows]
