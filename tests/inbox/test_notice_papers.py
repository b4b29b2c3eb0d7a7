"""Files of a notice: added in the console, checked as every file, read by everybody once it is published."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import limits
from documents.models import QuarantinedFile, StoredFile
from documents.services import read_bytes
from documents.sweeping import remove_orphans
from inbox.models import Notice, NoticePaper
from tests.cases import again
from tests.documents.fake_clamd import MARK, fake_clamd
from tests.documents.hostile_pdfs import book
from tests.documents.sample_files import pdf, png, upload, zipped
from tests.pages import keep_shown, text_of

pytestmark = pytest.mark.django_db
ADD = "console:inbox_notice_add"


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def notice():
    return Notice.objects.create(title="关于换证工作的通知", body="详见附件。")


def change(notice: Notice) -> str:
    return reverse("console:inbox_notice_change", args=[notice.pk])


def form(**typed):
    given = {
        "title": "关于换证工作的通知",
        "body": "详见附件。",
        "published_on": timezone.localdate().isoformat(),
        "is_published": "on",
    }
    return given | typed


def public(paper: NoticePaper) -> str:
    return f"/notices/{paper.notice_id}/papers/{paper.pk}/{paper.name}"


def test_a_new_notice_carries_its_files_to_everybody(office, administrator) -> None:
    sent = [upload(pdf(), "换证 通知.pdf"), upload(png(), "流程.png")]
    assert keep_shown(office, reverse(ADD), form(papers=sent)).status_code == 302
    notice = Notice.objects.get()
    first, second = notice.papers.all()
    assert (first.name, second.name, first.added_by) == ("换证 通知.pdf", "流程.png", administrator)
    visitor = Client()
    page = text_of(visitor.get(f"/notices/{notice.pk}/"))
    assert "换证 通知.pdf" in page
    assert "?download=1" in page
    shown = visitor.get(public(first))
    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
    assert shown.content == read_bytes(first.file)
    assert shown["Content-Disposition"].startswith("inline")
    assert visitor.get(f"{public(first)}?download=1")["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("hide", [{"is_published": False}, {"published_on": dt.date(2999, 1, 1)}])
def test_the_files_of_a_notice_that_is_not_published_are_read_by_its_keepers_alone(
    office, signed_in, reviewer, clerk, notice, hide
) -> None:
    keep_shown(office, change(notice), form(papers=[upload(pdf(), "a.pdf")]))
    paper = notice.papers.get()
    Notice.objects.filter(pk=notice.pk).update(**hide)
    assert Client().get(public(paper)).status_code == 404
    own = reverse("console:notice_paper", args=[paper.pk])
    assert office.get(own).status_code == 200
    assert signed_in(reviewer).get(own).status_code == 403
    assert signed_in(clerk).get(own).status_code in {302, 403, 404}


def test_a_file_is_found_at_its_own_notice_alone(office, notice) -> None:
    keep_shown(office, change(notice), form(papers=[upload(pdf(), "a.pdf")]))
    paper = notice.papers.get()
    other = Notice.objects.create(title="另一则", body="无附件")
    assert Client().get(f"/notices/{other.pk}/papers/{paper.pk}/a.pdf").status_code == 404
    assert "a.pdf" not in text_of(Client().get(f"/notices/{other.pk}/"))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.pdf", "这个文件是空的"),
        (zipped({"a.txt": b"x"}), "a.zip", "这是压缩包"),
        (b"MZ" + bytes(200), "a.pdf", "无法识别这个文件的内容"),
        (pdf(), "a.png", "扩展名却是"),
    ],
)
def test_what_is_no_sound_file_is_refused_and_nothing_is_lost(office, notice, data, name, words) -> None:
    sent = [upload(pdf(pages=2), "好的.pdf"), upload(data, name)]
    answer = keep_shown(office, change(notice), form(title="改了的标题", papers=sent))
    page = text_of(answer)
    assert words in page
    assert name in page
    assert not notice.papers.exists()
    assert again(notice).title == "关于换证工作的通知"
    assert 'value="改了的标题"' in page
    token = page.partition('name="staged" value="')[2].partition('"')[0]
    assert keep_shown(office, change(notice), form(title="改了的标题", staged=[token])).status_code == 302
    assert [paper.name for paper in notice.papers.all()] == ["好的.pdf"]
    assert again(notice).title == "改了的标题"


def test_an_error_elsewhere_never_asks_for_a_file_again(office, notice) -> None:
    page = text_of(keep_shown(office, change(notice), form(title="", papers=[upload(pdf(), "a.pdf")])))
    token = page.partition('name="staged" value="')[2].partition('"')[0]
    assert token
    assert office.get(reverse("documents:staged", args=[token])).status_code == 200
    dropped = form(staged=[token], drop_staged=[token])
    assert keep_shown(office, change(notice), dropped).status_code == 302
    assert not notice.papers.exists()


def test_a_size_and_a_number_are_bounded_as_everywhere(office, notice, settings) -> None:
    settings.ATTACH_LIMITS = {"file_bytes": 500_000, "files_per_kind": 2}

    def some(*numbers: int):
        return [upload(pdf(pages=number), f"{number}.pdf") for number in numbers]

    assert "最多添加 2 个文件" in text_of(keep_shown(office, change(notice), form(papers=some(1, 2, 3))))
    large = upload(pdf() + bytes(600_000), "a.pdf")
    assert "超过单个文件" in text_of(keep_shown(office, change(notice), form(papers=[large])))
    assert not notice.papers.exists()
    keep_shown(office, change(notice), form(papers=some(1, 2)))
    held = list(notice.papers.all())
    swapped = form(papers=some(4), remove_paper=[held[0].pk])
    assert keep_shown(office, change(notice), swapped).status_code == 302
    assert [paper.name for paper in notice.papers.all()] == ["2.pdf", "4.pdf"]
    assert limits.current().files_per_kind == 2


def test_the_same_file_is_kept_once_and_a_removal_is_of_this_notice(office, notice) -> None:
    other = Notice.objects.create(title="另一则", body="x")
    for one in (notice, other):
        keep_shown(office, change(one), form(papers=[upload(pdf(), "a.pdf"), upload(pdf(), "b.pdf")]))
        assert one.papers.count() == 1
    theirs = other.papers.get()
    odd = form(remove_paper=[str(theirs.pk), "x", "9" * 30])
    assert keep_shown(office, change(notice), odd).status_code == 302
    assert other.papers.count() == notice.papers.count() == 1
    assert StoredFile.objects.count() == 1


def test_the_sweep_spares_the_file_of_a_notice_until_the_notice_is_gone(office, notice) -> None:
    keep_shown(office, change(notice), form(papers=[upload(pdf(), "a.pdf")]))
    old = timezone.now() - dt.timedelta(days=30)
    StoredFile.objects.update(created_at=old)
    assert remove_orphans(older_than=dt.timedelta(days=7), keep=()) == []
    office.post(reverse("console:inbox_notice_delete", args=[notice.pk]), {"post": "yes"})
    assert not Notice.objects.exists()
    assert len(remove_orphans(older_than=dt.timedelta(days=7), keep=())) == 1


def test_another_persons_token_adds_nothing(office, signed_in, clerk, notice, make_user) -> None:
    second = signed_in(make_user("admin2", "administrator"))
    page = text_of(second.post(change(notice), form(title="", papers=[upload(pdf(), "a.pdf")])))
    token = page.partition('name="staged" value="')[2].partition('"')[0]
    answer = keep_shown(office, change(notice), form(staged=[token, "nonsense"]))
    assert "添加凭证无效" in text_of(answer)
    assert not notice.papers.exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_files_are_scanned(office, notice, settings) -> None:
    ours = connections["default"]  # this thread's; the scanner answers in another
    infected = book(b"", b"", (9, b"(%s)" % MARK))
    with fake_clamd() as (address, server):
        server.look = lambda: ours.in_atomic_block
        settings.FILE_SCANNER, settings.FILE_SCANNER_SECONDS = address, 2.0
        sent = form(title="改了的标题", papers=[upload(pdf(), "好的.pdf"), upload(infected, "坏的.pdf")])
        page = text_of(office.post(change(notice), sent))
        assert server.looked == [False, False]
        assert "坏的.pdf：查毒发现这个文件含有病毒" in page
        assert 'value="改了的标题"' in page
        assert QuarantinedFile.objects.get().name == "坏的.pdf"
        token = page.partition('name="staged" value="')[2].partition('"')[0]
        typed = form(title="改了的标题", staged=[token])
        assert keep_shown(office, change(notice), typed).status_code == 302
        assert len(server.looked) == 2
    assert [paper.name for paper in notice.papers.all()] == ["好的.pdf"]
    assert again(notice).title == "改了的标题"


def test_who_may_not_keep_notices_has_no_file_taken_in(signed_in, reviewer, notice, settings) -> None:
    with fake_clamd() as (address, server):
        settings.FILE_SCANNER, settings.FILE_SCANNER_SECONDS = address, 2.0
        answer = signed_in(reviewer).post(change(notice), form(papers=[upload(pdf(), "a.pdf")]))
        assert answer.status_code == 403
        assert server.seen == []
    assert not StoredFile.objects.exists()
