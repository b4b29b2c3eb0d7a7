"""The words of every portal page in every state: Chinese, from the one glossary, one word for each thing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from matters.models.kinds import FIRMS_KINDS
from renewals.batch.choosing import Choice, start_batch
from renewals.batch.intake.making import start_intake_batch
from renewals.batch_words import PackVerdict
from renewals.services.claiming import claim
from renewals.services.following import return_from_province
from renewals.services.submitting import request_withdrawal
from tests.batch.books import checked, downloaded, of_batch
from tests.batch.packs import matched, picture
from tests.cases import (
    accepted,
    again,
    claimed,
    corrected,
    drafted,
    failed,
    handed_in,
    issued,
    recorded,
    refused,
    registered,
    rejected,
    start,
    uploading,
    voided,
    waiting,
)
from tests.matters import ways
from tests.pages import ADD, of_device, of_renewal, record_form, step, words_of

pytestmark = pytest.mark.django_db
LISTS = [
    "/portal/",
    "/portal/devices/",
    "/portal/devices/unapproved/",
    ADD,
    f"{ADD}?category=tower_crane",
    "/portal/renewals/",
    "/portal/history/",
    "/portal/batches/",
    "/portal/batches/intake/",
    "/portal/certificates/",
    "/portal/messages/",
    "/portal/messages/?state=unread&event=deadline_near",
    "/portal/messages/settings/",
    "/portal/guide/",
    "/portal/enterprise/",
    "/portal/enterprise/phone/",
    "/portal/matters/",
    "/portal/matters/new/",
    *(f"/portal/matters/new/{kind}/" for kind in FIRMS_KINDS),
    "/portal/people/",
    "/portal/people/invite/",
    "/accounts/forgotten/",
    "/accounts/forgotten/done/",
    "/verify/",
    "/verify/report/",
    "/verify/cases/",
    "/guide/",
    "/guide/way/",
    "/notices/",
]
# Units, models and official names that are written in Latin letters, and names of the test's people.
LATIN = {
    *(
        "PDF",
        "JPG",
        "PNG",
        "HEIC",
        "OFD",
        "MB",
        "KB",
        "TC",
        "QTZ",
        "SC",
        "HZ",
        "YS",
        "JJ",
        "TS",
        "XK",
        "TSG",
        "JGJ",
        "GB",
        "DEM",
    ),
    *("kN", "kg", "mm", "m", "s", "min", "kW", "MPa", "r", "t", "T", "A", "bytes", "A1", "A8"),
    *(
        "clerk",
        "reviewer",
        "manager",
        "png",
        "jpg",
        "xlsx",
        "xls",
        "ods",
        "zip",
        "ZIP",
        "WPS",
        "IMG",
        "pdf",
        "Excel",
        "old_certificate",
        "nameplate_photo",
        "EN",
        "MA",
        "SX",
        "ZIP",
    ),
}
FORBIDDEN = {
    "已上传": r"附件|资料|旧证|铭牌|照片",  # an attachment is 已添加; 已上传 is the upload's state alone
    "审批通过": "",
    "办理历史": "",
    "操作历史": "",
    "审核员": "",
    "审核人(?!员)": "",
    "上传成功": "",
    "设备列表": "",
}


@pytest.fixture
def portal(signed_in, manager):
    return signed_in(manager)


def pages_of_batches(portal, clerk) -> list[str]:
    """A batch of each purpose, with papers of every fate."""
    batches = [start_batch(user=clerk, choice=Choice(all_of=True)), start_intake_batch(user=clerk)]
    named = {"T-T00024.png": picture(1), "IMG1.png": picture(2), "T-T00024.zip": b"PK"}
    packs = [matched(portal, batch, named) for batch in batches]
    checked(portal, batches[0], downloaded(portal, batches[0]))
    checked(portal, batches[1], downloaded(portal, batches[1]))
    return [
        *(of_batch(batch, name) for batch in batches for name in ("", "papers/")),
        *(
            of_batch(pack.batch, f"papers/{pack.pk}/?show={verdict.value}")
            for pack in packs
            for verdict in PackVerdict
        ),
    ]


@pytest.fixture
def pages(portal, clerk, manager, reviewer, second_reviewer):
    """Every page of the portal, with a machine and a renewal in every state."""
    asked = claimed(clerk, reviewer, 9)
    request_withdrawal(renewal_id=asked.pk, revision=asked.revision, user=clerk, reason="出厂编号填错")
    returned = uploading(clerk, reviewer, 10)
    return_from_province(renewal_id=returned.pk, reason="铭牌照片不清晰")
    twice = corrected(rejected(clerk, reviewer, 11), clerk, max_working_radius="59")
    claim(renewal_id=twice.pk, reviewer=second_reviewer)
    devices = [
        recorded(clerk, 21),
        handed_in(clerk, 22),
        refused(clerk, reviewer, 23),
        registered(clerk, reviewer, 24),
    ]
    renewals = [
        drafted(clerk, reviewer, 1),
        waiting(clerk, reviewer, 2),
        rejected(clerk, reviewer, 3),
        voided(clerk, reviewer, manager, 4),
        accepted(clerk, reviewer, 5),
        uploading(clerk, reviewer, 6),
        failed(clerk, reviewer, 7),
        issued(clerk, reviewer, 8).renewal,
        asked,
        returned,
        twice,
    ]
    addresses = [
        *LISTS,
        *pages_of_batches(portal, clerk),
        of_renewal(start(devices[0], clerk, 21)),
        *(of_device(device) for device in devices),
        *(of_device(device, "edit/") for device in devices),
        of_device(devices[3], "renewal/"),
        *(of_renewal(renewal) for renewal in renewals),
        *(of_renewal(renewal, "rating/") for renewal in (renewals[4], renewals[7])),
        *(of_renewal(renewal, "edit/") for renewal in renewals),
        *(of_device(renewal.device) for renewal in renewals),
        *_of_matters(clerk, reviewer, devices[3]),
    ]
    answers = {address: portal.get(address, follow=True) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: words_of(answer) for address, answer in answers.items()}


def _of_matters(clerk, reviewer, device):
    """A matter's pages in most of its states."""
    found = []
    for number, kind, content in (
        (31, "deregistration", ways.DEREGISTRATION),
        (32, "deferral", ways.DEFERRAL),
    ):
        machine = registered(clerk, reviewer, number)
        found += [
            ways.saved(clerk, kind, content, machine),
            ways.handed_in(clerk, kind, content, registered(clerk, reviewer, number + 2)),
        ]
    refused_one = ways.handed_in(clerk, "renaming", ways.RENAMING)
    ways.decide(reviewer, refused_one, "reject", opinion="营业执照不清晰，请重新添加。")
    done = ways.handed_in(clerk, "deregistration", ways.DEREGISTRATION, registered(clerk, reviewer, 35))
    ways.decide(reviewer, done)
    pages = [f"/portal/matters/{matter.reference}/" for matter in (*found, refused_one, done)]
    return [*pages, f"{pages[0]}edit/", f"/portal/matters/new/?device={device.pk}", of_device(done.device)]


def test_no_page_speaks_english(pages) -> None:
    for address, words in pages.items():
        bare = re.sub(
            r"[0-9A-Z]{18}|(?:HZ|SX)\d{8}-\w+|1\.2\.156[\w.]*|[A-Z]{1,4}[\d(][\w()./-]*", " ", words
        )
        odd = set(re.findall(r"[A-Za-z_]{3,}", bare)) - LATIN
        assert not odd, f"{address}: {sorted(odd)}"


def test_one_word_for_each_thing(pages) -> None:
    for address, words in pages.items():
        for word, beside in FORBIDDEN.items():
            pattern = rf"(?:{beside})[^ ]{{0,6}}{word}" if beside else word
            found = re.search(pattern, words)
            assert found is None, f"{address}: {found[0]}"


def test_chinese_sentences_have_chinese_punctuation(pages) -> None:
    for address, words in pages.items():
        found = re.search(r".{0,12}(?:[\u4e00-\u9fff”》][,;:!?]|[,;:!?][\u4e00-\u9fff“]).{0,12}", words)
        assert found is None, f"{address}: {found[0]}"


def test_no_code_or_placeholder_shows(pages) -> None:
    for address, words in pages.items():
        assert not re.search(
            r"\bNone\b|\bTrue\b|\bFalse\b|\{\{|\{%|not_submitted|awaiting_|<[A-Z]\w+:", words
        ), address


def test_a_permanent_error_is_put_in_calm_words_for_the_firm(portal, clerk, reviewer) -> None:
    renewal = failed(clerk, reviewer)
    words = words_of(portal.get(of_renewal(renewal)))
    assert "电子证照办理遇到问题，系统管理员正在处理，您无需操作" in words
    assert "统一社会信用代码不" not in words
    assert "省网不认识" not in words


@pytest.mark.parametrize(
    ("state", "approval", "upload"),
    [
        (drafted, "未提交备案", "未上传"),
        (waiting, "待备案", "未上传"),
        (rejected, "不接受备案", "未上传"),
        (accepted, "接受备案", "未上传"),
        (uploading, "接受备案", "上传中"),
        (failed, "接受备案", "上传异常"),
        (lambda c, r: issued(c, r).renewal, "接受备案", "已上传"),
    ],
)
def test_both_statuses_stand_in_their_official_words(
    portal, clerk, reviewer, state, approval, upload
) -> None:
    renewal = again(state(clerk, reviewer))
    source = portal.get(of_renewal(renewal)).content.decode()
    tags = re.findall(r'<span class="tag[^"]*">([^<]+)</span>', source[: source.find("<main") + 4000])
    assert approval in tags
    assert upload in tags


def test_refusals_are_in_chinese_too(portal, clerk, reviewer) -> None:
    renewal = accepted(clerk, reviewer)
    answer = portal.post(of_renewal(renewal, "void/"), step(renewal, reason="不换了"))
    assert "请" in words_of(answer) or "等待" in words_of(answer)
    assert not re.search(r"[A-Za-z]{4,}", words_of(answer).replace("manager", ""))
    for client, address in ((portal, "/portal/no-such-page/"), (Client(), "/no-such-page/")):
        missing = client.get(address)
        assert missing.status_code == 404
        assert "不存在" in words_of(missing)


def test_a_page_that_has_expired_says_so(clerk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)
    answer = strict.post(ADD, record_form())
    assert answer.status_code == 403
    assert "页面停留过久" in words_of(answer)
