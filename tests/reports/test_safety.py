"""到期预警 at both sides of each limit, against small data counted by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from certificates.models import ElectronicCertificate
from devices.models import Device
from tests import cases

pytestmark = pytest.mark.django_db
PAGE = "/console/reports/safety/"


def counts_of(signed_in, person, *labels):
    office = signed_in(person)
    report = office.get(PAGE).context["report"]
    for figure in report.figures:
        assert office.get(figure.url).context["page"].count_text == figure.text, figure.label
    return [report.figure(label).text for label in labels]


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, ["1", "0"]), (0, ["0", "1"]), (30, ["0", "1"]), (31, ["0", "0"])]
)
def test_assessments_and_calibrations_end_on_their_last_day(clerk, reviewer, head, signed_in, days, expected):
    machine = cases.registered(clerk, reviewer, 1)
    until = (timezone.localdate() + dt.timedelta(days=days)).isoformat()
    Device.objects.filter(pk=machine.pk).update(
        details={**machine.details, "assessment_valid_until": until},
        parameters={**machine.parameters, "safety_device_valid_until": {"value": until}},
    )
    found = counts_of(signed_in, head, "评估已过期", "评估将到期", "标定已过期", "标定将到期")
    assert found == expected * 2


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, ["1", "0"]), (0, ["0", "1"]), (30, ["0", "1"]), (31, ["0", "0"])]
)
def test_certificates_end_on_their_last_day(clerk, reviewer, head, signed_in, days, expected):
    cases.issued(clerk, reviewer, 1)
    until = timezone.localdate() + dt.timedelta(days=days)
    ElectronicCertificate.objects.update(valid_until=until)
    assert counts_of(signed_in, head, "证照已过期", "证照将到期") == expected


def test_a_machine_is_over_age_after_the_last_day_unless_it_is_assessed(clerk, reviewer, head, signed_in):
    machine, today = cases.registered(clerk, reviewer, 1), timezone.localdate()

    def over(limit_on, assessed_until=None):
        Device.objects.filter(pk=machine.pk).update(age_limit_on=limit_on, assessed_until=assessed_until)
        return counts_of(signed_in, head, "超评估年限") == ["1"]

    yesterday = today - dt.timedelta(days=1)
    assert not over(today)
    assert over(yesterday)
    assert over(yesterday, yesterday)
    assert not over(yesterday, today)


def test_another_town_is_absent(clerk, reviewer, make_user, signed_in):
    machine = cases.registered(clerk, reviewer, 1)
    Device.objects.filter(pk=machine.pk).update(
        details={**machine.details, "assessment_valid_until": "2020-01-01"}
    )
    here = make_user("here", "supervisor", town="442000001")
    there = make_user("there", "supervisor", town="442000002")
    assert counts_of(signed_in, here, "评估已过期") == ["1"]
    assert counts_of(signed_in, there, "评估已过期") == ["0"]


def test_a_deregistered_machine_ends_nothing(clerk, reviewer, head, signed_in):
    machine = cases.registered(clerk, reviewer, 1)
    Device.objects.filter(pk=machine.pk).update(
        details={**machine.details, "assessment_valid_until": "2020-01-01"}, certificate_status="revoked"
    )
    assert counts_of(signed_in, head, "评估已过期") == ["0"]
