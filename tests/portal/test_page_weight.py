"""Each page of the form stays small: 56 KB of HTML for a whole draft, no script of its own over 10 KB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import drafted, registered
from tests.pages import of_device, of_renewal

pytestmark = pytest.mark.django_db
MOST_HTML, MOST_SCRIPT = 56 * 1024, 10 * 1024
SCRIPTS = Path(__file__).resolve().parents[2] / "static/js"


def test_the_form_of_a_tower_crane_is_at_most_56_kb(signed_in, clerk, reviewer) -> None:
    portal = signed_in(clerk)
    first = portal.get(of_device(registered(clerk, reviewer), "renewal/"))
    again = portal.get(of_renewal(drafted(clerk, reviewer, 2), "edit/"))
    assert len(first.content) <= MOST_HTML
    assert len(again.content) <= MOST_HTML


def test_no_script_of_a_page_is_over_10_kb() -> None:
    scripts = list(SCRIPTS.glob("*.js"))
    assert scripts
    assert [path.name for path in scripts if path.stat().st_size > MOST_SCRIPT] == []
