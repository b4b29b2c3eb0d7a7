"""What the demonstration leaves on the way to the province, met by a running platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts.models import User
from devices.recording import RecordInput
from ground.glossary import ApprovalStatus, CertificateStatus, UploadStatus
from provincial_sync.models import Upload, UploadState
from provincial_sync.rounds import hand_over_round, poll_round
from provincial_sync.services import retry_now
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from renewals.services.drafting import save_renewal
from renewals.services.submitting import submit_renewal
from tests.contract.live_province import running_province

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration", "exchange")]


@pytest.fixture(scope="module")
def province_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_province(tmp_path_factory.mktemp("demo-province")) as base_url:
        yield base_url


@pytest.fixture
def exchange(settings, province_url: str) -> None:
    settings.PROVINCE_BASE_URL = province_url
    settings.PROVINCE_APP_KEY = "zhongshan-demo"
    settings.PROVINCE_APP_SECRET = "demo-secret-not-for-production"


def test_what_waits_is_issued_returned_and_after_correction_issued():
    rounds()
    assert renewal("2018-0226").upload_status == UploadStatus.UPLOADED
    assert renewal("2018-0508").device.certificate_status == CertificateStatus.RENEWED
    returned = renewal("2014-0302")
    assert returned.approval_status == ApprovalStatus.REJECTED
    assert returned.last_decision().opinion.startswith("【省网退回】")
    corrected(returned)
    rounds()
    assert renewal("2014-0302").upload_status == UploadStatus.UPLOADED


def test_the_failed_upload_is_issued_once_the_administrator_sends_it_again():
    failed = Upload.objects.get(state=UploadState.FAILED)
    retry_now(failed, User.objects.get(username="admin").actor)
    rounds()
    assert Upload.objects.get(pk=failed.pk).state == UploadState.ISSUED
    assert renewal("MH-2019-04").device.certificate_status == CertificateStatus.RENEWED


def rounds() -> None:
    hand_over_round(seconds=30, everyone=True)
    poll_round(seconds=30, everyone=True)


def renewal(serial: str) -> RenewalApplication:
    return RenewalApplication.objects.select_related("device").get(factory_number=serial)


def corrected(returned: RenewalApplication) -> None:
    """The design life as the manual says, handed in and accepted again."""
    clerk, reviewer = (User.objects.get(username=name) for name in ("enterprise", "reviewer"))
    given = RecordInput({"design_service_life": "20"}, {})
    saved = save_renewal(renewal_id=returned.pk, revision=returned.revision, user=clerk, given=given)
    handed_in = submit_renewal(renewal_id=saved.pk, revision=saved.revision, user=clerk, declared=True)
    accept(renewal_id=handed_in.pk, revision=handed_in.revision, reviewer=reviewer)
