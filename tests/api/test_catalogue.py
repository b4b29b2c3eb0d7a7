"""参数目录 over the API: enough to fill in a form by program, and no more reading than needed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.utils import timezone

from api.scopes import OFFICE_SCOPES, Scope
from devices.catalogue import built_in
from devices.models import CatalogueVersion
from tests.api.caller import Caller, caller, key_of
from tests.catalogues import *  # noqa: F403 (its fixture forgets versions that were read)

pytestmark = pytest.mark.django_db


def test_the_catalogue_in_force_says_what_is_asked(manager):
    told = caller(manager, Scope.MESSAGES_READ).get("catalogue/").json()
    kept = CatalogueVersion.objects.in_force()
    assert (told["version"], told["digest"]) == (kept.number, kept.sm3)
    crane = next(item for item in told["categories"] if item["code"] == "tower_crane")
    assert len(crane["parameters"]) == len(built_in().category("tower_crane").parameters)
    moment = next(item for item in crane["parameters"] if item["code"] == "rated_load_moment")
    assert (moment["unit"], moment["old"]["unit"], moment["old"]["factor"]) == ("kN·m", "t·m", "10")
    assert moment["path"] == "parameters.rated_load_moment"
    assert Fraction(moment["warn"]["high"]) == Fraction(moment["old"]["warn"]["high"]) * 10
    papers = {paper["kind"]: paper for paper in crane["attachments"]}
    assert papers["old_certificate"] == {
        "kind": "old_certificate",
        "intake": "required",
        "renewal": "required",
    }
    fields = {field["code"]: field for field in told["common_fields"]}
    assert fields["design_service_life"]["phases"] == ["renewal"]
    assert fields["old_registration_number"]["phases"] == ["intake"]
    assert fields["owner_uscc"]["phases"] == []
    assert fields["assessment_date"]["when"]["on"] == "assessment_conclusion"
    assert {"code": "442000001", "label": "石岐街道"} in told["townships"]


def test_who_has_it_already_is_not_sent_it_again(manager, settings):
    firm = caller(manager)
    first = firm.get("catalogue/")
    again = firm.get("catalogue/", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    settings.ASSUMPTIONS = {"moment_factor": "9.80665"}
    other = firm.get("catalogue/", If_None_Match=first.headers["ETag"])
    assert other.status_code == 200


def test_former_versions_are_read_by_number_and_coming_ones_not_yet(manager, make_user):
    firm = caller(manager)
    kept = CatalogueVersion.objects.in_force()
    whole = CatalogueVersion.objects.get(pk=kept.pk)
    coming = CatalogueVersion.objects.create(
        number="2099.1",
        effective_on=timezone.localdate() + dt.timedelta(days=30),
        data=whole.data,
        sm3=whole.sm3,
    )
    assert firm.get(f"catalogue/{kept.number}/").content == firm.get("catalogue/").content
    assert firm.get(f"catalogue/{coming.number}/").status_code == 404
    assert firm.get("catalogue/nothing/").status_code == 404
    keeper = make_user("keeper", "administrator", duty_security=True)
    office = Caller(key_of(keeper, OFFICE_SCOPES[:1])[1])
    assert office.get("catalogue/").status_code == 200
    assert Caller("zsk_nothing").get("catalogue/").status_code == 401
