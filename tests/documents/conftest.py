"""A store of its own for each test, and the attachment that most of them look at."""

from __future__ import annotations

import pytest

from documents.models import SubjectKind
from documents.services import attach, store_bytes
from tests.documents.sample_files import pdf


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """The folder in which this test's bytes lie."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def stored(db):
    """A stored PDF that belongs to nothing."""
    return store_bytes(data=pdf(), media_type="application/pdf")


@pytest.fixture
def attachment(stored, firm, clerk):
    """The firm's old certificate, on machine 7."""
    return attach(
        file=stored,
        kind="old_certificate",
        name="旧证.pdf",
        enterprise=firm,
        subject=SubjectKind.DEVICE,
        subject_id=7,
        added_by=clerk,
    )
