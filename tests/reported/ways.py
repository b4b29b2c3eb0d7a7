"""Reports on machines by their public doors, and the office's steps with them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.reporting import new_form_key
from tests.matters.ways import again, client_of

REPORT, LOOK_UP, LIST = "/verify/report/", "/verify/cases/", "/console/cases/"
TEXT = "塔身上的号牌与铭牌上的出厂编号对不上。"
ANSWER = "已到现场核对，号牌挂错，已责令更换。"


def typed(**changes: Any) -> dict[str, Any]:
    """What a person on a site types."""
    return {
        "form_key": new_form_key(),
        "kind": "plate_differs",
        "number": "粤T-T00001",
        "serial": "2018-0001",
        "place": "石岐街道示例工地 3 号塔吊",
        "text": TEXT,
        **changes,
    }


def send(**changes: Any) -> HttpResponse:
    """Press 上报 without an account."""
    return Client().post(REPORT, typed(**changes))


def reported(**changes: Any) -> tuple[Case, str]:
    """A case and its code."""
    answer = send(**changes)
    assert answer.status_code == 200, answer.content.decode()
    return Case.objects.get(reference=answer.context["case"].reference), answer.context["code"]


def of_case(case: Case) -> str:
    return reverse("console:case", args=[case.reference])


def press(person: Any, case: Case, step: str, note: str = "", **more: Any) -> HttpResponse:
    """The office's button on the case as it is now."""
    form = {"step": step, "note": note, "revision": again(case).revision, **more}
    return client_of(person).post(of_case(case), form)
