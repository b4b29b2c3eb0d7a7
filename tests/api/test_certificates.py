"""电子证照 over the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.scopes import Scope
from audit.models import AccountEvent
from certificates.models import ElectronicCertificate
from ground.glossary import AccountStep, CertificateValidity
from tests.api.caller import Caller, caller, key_of
from tests.cases import issued

pytestmark = pytest.mark.django_db


def test_a_firm_reads_its_certificates_and_their_files(clerk, reviewer, manager):
    certificate = issued(clerk, reviewer)
    firm = caller(manager, Scope.CERTIFICATES_READ)
    (item,) = firm.get("certificates/").json()["items"]
    assert item == firm.get(f"certificates/{certificate.pk}/").json()
    assert item == firm.get(f"certificates/of-device/{certificate.device_id}/").json()
    assert item["registration_number"] == certificate.registration_number
    assert item["validity"] == {"code": "valid", "label": "有效"}
    assert item["renewal"] == certificate.renewal.reference
    file = firm.get(f"certificates/{certificate.pk}/content/", Accept="application/pdf")
    assert file.status_code == 200
    assert len(file.content) == item["file"]["size"]
    assert file.headers["Content-Type"] == item["file"]["media_type"]
    assert file.headers["ETag"] == f'"{item["file"]["sm3"]}"'
    assert item["file"]["content"] == f"/api/v1/certificates/{certificate.pk}/content/"
    seen = firm.get(f"certificates/{certificate.pk}/content/", If_None_Match=file.headers["ETag"])
    assert (seen.status_code, seen.content) == (304, b"")
    calls = AccountEvent.objects.filter(step=AccountStep.API_CALLED, detail__page__endswith="content/")
    assert calls.count() == 2


def test_others_find_nothing_and_other_scopes_open_nothing(clerk, reviewer, manager, make_user, other_firm):
    certificate = issued(clerk, reviewer)
    other = caller(make_user("other_manager", "enterprise_manager", enterprise=other_firm))
    paths = ["", "content/"]
    assert [other.get(f"certificates/{certificate.pk}/{path}").status_code for path in paths] == [404, 404]
    assert other.get(f"certificates/of-device/{certificate.device_id}/").status_code == 404
    assert other.get("certificates/").json() == {"items": [], "next": None}
    reader = caller(manager, Scope.DEVICES_READ)
    refused = reader.get(f"certificates/{certificate.pk}/content/").json()
    assert refused["code"] == "scope_missing"
    assert "请由企业管理员新建" in refused["detail"]
    assert "不向企业的接口密钥开放" in caller(manager).get("queues/renewals/").json()["detail"]


def test_the_filters_are_those_of_the_page_and_a_machine_shows_the_standing_one(clerk, reviewer, manager):
    first = issued(clerk, reviewer)
    ElectronicCertificate.objects.filter(pk=first.pk).update(
        validity=CertificateValidity.CANCELLED, ended_on="2026-06-01", end_reason="设备报废"
    )
    firm = caller(manager)
    assert firm.get("certificates/?validity=standing").json()["items"] == []
    (gone,) = firm.get("certificates/?validity=cancelled").json()["items"]
    assert (gone["ended_on"], gone["end_reason"]) == ("2026-06-01", "设备报废")
    assert firm.get(f"certificates/of-device/{first.device_id}/").json()["id"] == first.pk
    assert firm.get("certificates/?validity=kaput").status_code == 400
    first.pk, first.renewal, first.certificate_number = None, None, f"{first.certificate_number}-2"
    first.validity = CertificateValidity.VALID
    first.save()
    shown = firm.get(f"certificates/of-device/{first.device_id}/").json()
    assert (shown["id"], shown["renewal"]) == (first.pk, "")


def test_a_page_of_the_list_costs_the_same_however_long(clerk, reviewer, administrator, settings):
    secret = key_of(administrator, [Scope.CERTIFICATES_READ])[1]
    office = Caller(secret)
    certificate = issued(clerk, reviewer)
    office.get("certificates/")  # the key's last use is noted
    counts = []
    for many in (0, 10):
        for _number in range(many):
            certificate.pk, certificate.renewal = None, None
            certificate.certificate_number += "x"
            certificate.validity, certificate.ended_on = CertificateValidity.CANCELLED, "2026-06-01"
            certificate.save()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(office.get("certificates/?limit=100").json()["items"]) == many + 1
        counts.append(len(queries))
    assert counts[0] == counts[1]
