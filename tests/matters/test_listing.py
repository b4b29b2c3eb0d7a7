"""企业事项 as a list: counts at its filters, and the same rows as a workbook."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from inbox.models import Message
from matters.models import Matter
from matters.services.deciding import accept_matter
from tests.cases import registered
from tests.matters import ways
from tests.pages import text_of


def exported(client, **conditions: str) -> list[list[object]]:
    answer = client.post(f"{ways.LIST}export/", conditions)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_the_filters_count_and_the_workbook_holds_what_they_find(clerk, reviewer, stranger, db) -> None:
    first, second = registered(clerk, reviewer, 1), registered(clerk, reviewer, 2)
    ways.handed_in(clerk, "deregistration", ways.DEREGISTRATION, first)
    ways.handed_in(clerk, "deferral", ways.DEFERRAL, second)
    portal = ways.client_of(clerk)
    page = text_of(portal.get(ways.LIST, {"kind": "deferral"}))
    assert "注销（1）" in page
    assert "暂不换证（1）" in page
    heads, *rows = exported(portal, kind="deferral")
    assert [row[heads.index("设备")] for row in rows] == [second.old_registration_number]
    assert len(exported(portal)) == 3
    answer = ways.client_of(stranger).post(f"{ways.LIST}export/")
    assert answer.status_code == 422
    assert "没有可导出的内容" in text_of(answer)


def test_a_decision_leaves_the_portal_as_an_event(clerk, reviewer, db) -> None:
    ways.handed_in(clerk, "deregistration", ways.DEREGISTRATION, registered(clerk, reviewer, 1))
    matter = Matter.objects.get()
    accept_matter(matter_id=matter.pk, revision=matter.revision, reviewer=reviewer)
    assert Message.objects.filter(event="matter_accepted", recipient=clerk).count() == 1
