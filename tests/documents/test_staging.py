"""Files added to a page that is not saved yet."""

from __future__ import annotations

import pytest
import time_machine

from documents.models import StoredFile
from documents.staging import sign_staged, unsign_staged
from ground.errors import RuleBroken

pytestmark = pytest.mark.django_db


def test_the_person_gets_back_what_was_staged(stored, clerk):
    staged = unsign_staged(sign_staged(stored, "C:\\旧证.pdf", "old_certificate", clerk), clerk)
    assert (staged.file, staged.name, staged.kind) == (stored, "旧证.pdf", "old_certificate")


def test_a_token_is_of_no_use_to_anybody_else(stored, clerk, manager):
    token = sign_staged(stored, "旧证.pdf", "old_certificate", clerk)
    with pytest.raises(RuleBroken) as caught:
        unsign_staged(token, manager)
    assert (caught.value.code, caught.value.path) == ("staged_invalid", "attachments.old_certificate")


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: "证：证：证"])
def test_a_changed_token_is_refused(stored, clerk, spoil):
    with pytest.raises(RuleBroken) as caught:
        unsign_staged(spoil(sign_staged(stored, "旧证.pdf", "old_certificate", clerk)), clerk)
    assert caught.value.code == "staged_invalid"


@pytest.mark.parametrize(("hours", "holds"), [(23.99, True), (24.01, False)])
def test_a_token_holds_for_a_day(stored, clerk, hours, holds):
    with time_machine.travel("2026-03-02T08:00:00+08:00", tick=False) as clock:
        token = sign_staged(stored, "旧证.pdf", "old_certificate", clerk)
        clock.shift(hours * 3600)
        if holds:
            assert unsign_staged(token, clerk).file == stored
            return
        with pytest.raises(RuleBroken, match="24 小时") as caught:
            unsign_staged(token, clerk)
    assert (caught.value.code, caught.value.path) == ("staged_expired", "attachments.old_certificate")


def test_a_token_of_a_swept_file_is_refused(stored, clerk):
    token = sign_staged(stored, "旧证.pdf", "old_certificate", clerk)
    StoredFile.objects.all().delete()
    with pytest.raises(RuleBroken):
        unsign_staged(token, clerk)
