"""A stored file in its role: kind, name, place, and how many there may be."""

from __future__ import annotations

import pytest

from documents.models import Attachment, StoredFile, SubjectKind
from documents.names import clean_name
from documents.selectors import attachments_by_kind
from documents.services import attach, detach, store_bytes
from ground.errors import RuleBroken

pytestmark = pytest.mark.django_db


@pytest.fixture
def give(firm):
    def attached(number: int, *, kind: str = "other", size: int = 0, **fields) -> Attachment:
        file = store_bytes(data=bytes([number]) * 8, media_type="application/pdf")
        StoredFile.objects.filter(pk=file.pk).update(size=size or file.size)
        file = StoredFile.objects.get(pk=file.pk)
        place = {"subject": SubjectKind.RENEWAL, "subject_id": 3, "name": f"{number}.pdf", **fields}
        return attach(file=file, kind=kind, enterprise=firm, **place)

    return attached


def test_attaching_twice_gives_the_same_attachment(give):
    assert give(1) == give(1, name="又一次.pdf")
    assert Attachment.objects.count() == 1


def test_one_file_can_serve_several_kinds_and_subjects(give):
    given = [give(1), give(1, kind="manual"), give(1, subject_id=4), give(1, subject=SubjectKind.DEVICE)]
    assert len({attachment.pk for attachment in given}) == 4
    assert StoredFile.objects.count() == 1


def test_attachments_are_read_by_kind_in_one_query(give, django_assert_num_queries):
    first, second, manual = give(1), give(2), give(3, kind="manual")
    give(4, subject_id=4)
    with django_assert_num_queries(1):
        found = attachments_by_kind(SubjectKind.RENEWAL, 3)
        assert [attachment.file.size for attachment in found["other"]] == [8, 8]
    assert found == {"other": [first, second], "manual": [manual]}


def test_the_eleventh_of_a_kind_is_refused_and_the_tenth_is_not(give):
    for number in range(10):
        give(number)
    with pytest.raises(RuleBroken, match="最多添加 10 个") as caught:
        give(10)
    assert (caught.value.code, caught.value.path) == ("too_many_files", "attachments.other")
    assert give(10, kind="manual").kind == "manual"
    assert give(9).name == "9.pdf"


def test_more_than_100_megabytes_for_one_subject_are_refused(give):
    megabyte = 1024 * 1024
    for number in range(5):
        give(number, kind=f"kind{number}", size=20 * megabyte - 1)
    give(6, kind="last", size=5)
    with pytest.raises(RuleBroken, match="100 MB") as caught:
        give(7, kind="manual", size=1)
    assert (caught.value.code, caught.value.path) == ("files_too_large", "attachments.manual")


def test_detaching_takes_the_role_and_leaves_the_bytes(give):
    attachment = give(1)
    other = give(1, kind="manual")
    detach(attachment=attachment)
    detach(attachment=attachment)
    assert list(Attachment.objects.all()) == [other]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("旧证 正页.pdf", "旧证 正页.pdf"),
        ("旧证.PDF", "旧证.PDF"),
        ("C:\\Users\\示例\\旧证.pdf", "旧证.pdf"),
        ("../../etc/旧证.pdf", "旧证.pdf"),
        ("旧\x00证\r\n\u202efdp.exe.pdf", "旧证fdp.exe.pdf"),
        ('旧证"<b>?.pdf', "旧证__b__.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("  . 旧证 .pdf", "旧证.pdf"),
        ("旧证", "旧证.pdf"),
        ("", "附件.pdf"),
        (".pdf", "附件.pdf"),
        ("///", "附件.pdf"),
        ("证" * 500 + ".pdf", "证" * 116 + ".pdf"),
    ],
)
def test_names_are_bare_visible_and_short_with_the_right_ending(given, kept):
    assert clean_name(given, "application/pdf") == kept


def test_the_cleaned_name_is_what_an_attachment_bears(give):
    assert give(1, name="../旧证").name == "旧证.pdf"
