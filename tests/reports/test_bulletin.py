"""The 通报: a PDF of the same figures, for the city or for one town."""

from __future__ import annotations

import pytest
from django.utils import timezone

from reports.bulletin import bulletin_data
from reports.scope import Scope
from tests import cases

pytestmark = pytest.mark.django_db


def test_the_bulletin_is_a_pdf_of_the_figures_of_the_pages(clerk, reviewer, head, signed_in):
    cases.registered(clerk, reviewer, 1)
    cases.rejected(clerk, reviewer, 2)
    answer = signed_in(head).get("/console/reports/bulletin/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    page = signed_in(head).get("/console/reports/").context["report"]
    data = bulletin_data(Scope(head), timezone.now())
    assert [(figure["label"], figure["text"]) for figure in data["parts"][0]["figures"]] == [
        (figure.label, figure.text) for figure in page.figures
    ]
    assert all(figure["meaning"] for part in data["parts"] for figure in part["figures"])
    assert data["parts"][0]["tables"][0]["rows"][0][:2] == ["石岐街道", "2"]


def test_a_supervisors_bulletin_is_the_towns(clerk, reviewer, make_user, signed_in):
    cases.registered(clerk, reviewer, 1)
    there = make_user("there", "supervisor", town="442000002")
    data = bulletin_data(Scope(there), timezone.now())
    assert data["scope"] != "全市"
    assert data["parts"][0]["figures"][0]["text"] == "0"
    assert data["parts"][0]["tables"] == []
    assert signed_in(there).get("/console/reports/bulletin/").status_code == 200
