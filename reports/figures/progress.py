"""换证进度: how much is exchanged, by town and by firm, against last week and against the deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from devices import city_rules
from reports.figures.addresses import counted, firm_names, machines_url, place_name
from reports.figures.firsts import SHOWN, Folded, chunks, folded
from reports.figures.standings import (
    WEEK,
    Past,
    Standing,
    add_past,
    done_then,
    forecast,
    past_of,
    standings_of,
    total_of,
)
from reports.scope import Scope
from reports.shapes import Cell, Chart, Figure, Report, Sheet, chart_of, percent, share_cell

LATEST_WEEKS = 8
MEANING = (
    "应换证：已入库且须在本市换证的设备，不含属地换证、暂不换证和已注销的。完成率：已换证除以应换证，向下取整。"
    "较上周：与七天前保留的统计相比增加的已换证台数。预计完成：按最近 {weeks} 周的平均速度直线推算，仅供参考。"
    "按未完成台数从多到少排列。“—”表示暂无可比较的统计，或近期没有进展，无法推算。"
)


def progress_report(scope: Scope, now: dt.datetime, *, whole: bool = False) -> Report:
    """The report; a fixed number of queries, all of them grouped. Only a `whole` one knows all firms' rows."""
    today = timezone.localdate(now)
    past = past_of(today)
    groups = folded(standings_of(scope), zero=Standing, order=lambda standing: -standing.left, whole=whole)
    done = done_then(scope, past, "town")
    add_past(groups.towns.items(), done, past)
    total = total_of(groups.towns, done, past)
    table = Table(scope, past, today)
    return Report(
        "progress",
        "换证进度",
        scope.word,
        now,
        _figures(total, past, today),
        [_weeks(scope, today, total)],
        [table.of_towns(groups.towns), table.of_firms(groups, whole=whole)],
    )


def _weeks(scope: Scope, today: dt.date, total: Standing) -> Chart:
    days = [today - weeks * WEEK for weeks in range(LATEST_WEEKS - 1, 0, -1)]
    sums = scope.tallies().filter(day__in=days).values_list("day").annotate(Sum("done"), Sum("due"))
    kept = {day: (done, due) for day, done, due in sums}
    points = [(day, *kept[day]) for day in days if day in kept]
    points.append((today, total.done, total.due))
    return chart_of(
        "每周已换证台数",
        "台",
        [(f"{day:%m-%d}", done, f"{done}") for day, done, _due in points],
    )


def _figures(total: Standing, past: Past, today: dt.date) -> list[Figure]:
    deadline, end = city_rules.deadline(), forecast(total, past, today)
    late = bool(deadline and end and end > deadline and total.left)
    return [
        Figure(
            "应换证",
            str(total.due),
            "已入库且须在本市换证的设备台数，不含属地换证、暂不换证和已注销的。",
            machines_url(standing="due"),
        ),
        Figure(
            "已换证",
            str(total.done),
            "换证标识为“已换证”的设备台数。",
            machines_url(standing="renewed"),
            "ok",
        ),
        Figure(
            "完成率",
            f"{percent(total.done, total.due)}%" if total.due else "—",
            "已换证除以应换证，向下取整。",
            note=_deadline_note(deadline, today),
        ),
        Figure(
            "较上周",
            _growth(total),
            f"与{_day(past.week)}的统计相比，增加的已换证台数；系统开始统计之前的，按入库日期和发证日期推算。",
        ),
        Figure(
            "未办理",
            str(total.awaiting),
            "换证标识为“待换发证件”、尚未填写申请表的设备台数。",
            machines_url(standing="awaiting_renewal"),
            "warn" if total.awaiting else "",
        ),
        Figure(
            "换证中",
            str(total.renewing),
            "已填写申请表、尚未取得电子证照的设备台数。",
            machines_url(standing="renewing"),
            "go" if total.renewing else "",
        ),
        Figure(
            "暂不换证",
            str(total.deferred),
            "企业已申报暂不换证的设备台数，不计入应换证。",
            machines_url(standing="deferred"),
        ),
        Figure(
            "预计完成",
            _end_word(end, total),
            f"自{_day(past.pace)}以来的平均速度不变时，全部换证完成的日期，直线推算，仅供参考。",
            tone="bad" if late else "",
            note="晚于换证截止日期" if late else "" if end else "暂无法推算",
        ),
    ]


def _deadline_note(deadline: dt.date | None, today: dt.date) -> str:
    if deadline is None:
        return ""
    left = (deadline - today).days
    return f"距换证截止还剩 {left} 天" if left >= 0 else f"已过换证截止日期 {-left} 天"


def _growth(standing: Standing) -> str:
    return "—" if standing.then is None else f"{standing.done - standing.then:+d}"


def _end_word(end: dt.date | None, standing: Standing) -> str:
    if not standing.left:
        return "已全部完成" if standing.due else "—"
    return end.isoformat() if end else "—"


def _day(day: dt.date | None) -> str:
    return f" {day.isoformat()} " if day else "上周（暂无统计）"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of towns and of firms."""

    scope: Scope
    past: Past
    today: dt.date

    def of_towns(self, towns: dict[str, Standing]) -> Sheet:
        """All towns, those with most left first."""
        ordered = sorted(towns.items(), key=lambda item: (-item[1].left, item[0]))
        rows = [self._row(place_name(town), "town", town, standing) for town, standing in ordered]
        return self._sheet("towns", "各镇街换证进度", "存放镇街", rows)

    def of_firms(self, groups: Folded[Standing], *, whole: bool) -> Sheet:
        """The firms of a page; a whole report makes the others' rows as they are asked for."""
        rows = self._firms(groups.firms[:SHOWN])
        sheet = self._sheet("firms", "各企业换证进度", "产权单位", list(rows))
        every = partial(self._firms, groups.firms) if whole else None
        return replace(sheet, shown=SHOWN, counted=groups.counted, every=every)

    def _firms(self, firms: list[tuple[int, Standing]]) -> Iterator[list[Cell]]:
        for chunk in chunks(firms):
            ids = [firm for firm, _standing in chunk]
            add_past(chunk, done_then(self.scope, self.past, "enterprise", ids), self.past)
            names = firm_names(ids)
            yield from (self._row(names[firm], "enterprise", firm, standing) for firm, standing in chunk)

    @staticmethod
    def _sheet(key: str, title: str, head: str, rows: list[list[Cell]]) -> Sheet:
        heads = (head, "应换证", "已换证", "完成率", "较上周", "未办理", "换证中", "暂不换证", "预计完成")
        return Sheet(key, title, MEANING.format(weeks=settings.REPORT_FORECAST_WEEKS), heads, rows)

    def _row(self, name: str, by: str, value: object, group: Standing) -> list[Cell]:
        end, deadline = forecast(group, self.past, self.today), city_rules.deadline()
        late = bool(deadline and group.left and end and end > deadline)

        def named(number: int, standing: str, tone: str = "") -> Cell:
            return counted(number, machines_url(standing=standing, **{by: value}) if value else "", tone)

        return [
            Cell(name),
            named(group.due, "due"),
            named(group.done, "renewed"),
            share_cell(group.done, group.due),
            Cell(_growth(group)),
            named(group.awaiting, "awaiting_renewal", "warn"),
            named(group.renewing, "renewing"),
            named(group.deferred, "deferred"),
            Cell(_end_word(end, group), tone="bad" if late else ""),
        ]
