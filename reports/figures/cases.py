"""办理情况: the renewals by state, category, town and firm; how long, how punctually, and why not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, Window
from django.urls import reverse
from django.utils import timezone

from devices.field_labels import label_of
from devices.models import CatalogueVersion
from ground.glossary import ApprovalStatus, Outcome, UploadStatus
from renewals.models import Remark
from renewals.opinions import sentences_by_code
from renewals.services.second_review import has_two_levels
from reports.figures.addresses import cases_url, counted, firm_names, place_name
from reports.figures.cards import over_cards
from reports.figures.firsts import chunks
from reports.figures.rounds import Rounds, rounds_of
from reports.scope import Scope
from reports.shapes import Cell, Figure, Report, Sheet, chart_of, percent, share_cell

REASONS, FIRMS = 15, 20  # rows on the page
PENDING = Q(approval_status=ApprovalStatus.PENDING)
REFUSED = Q(approval_status=ApprovalStatus.REJECTED)
REWORKED = Q(approval_status=ApprovalStatus.NOT_SUBMITTED)
DONE = Q(upload_status=UploadStatus.UPLOADED)
FAILED = Q(upload_status=UploadStatus.FAILED)
UNDER_WAY = Q(approval_status=ApprovalStatus.ACCEPTED) & ~DONE & ~FAILED
BY_STATE = {
    "total": Count("*"),
    "reworked": Count("enterprise", filter=REWORKED),
    "pending": Count("enterprise", filter=PENDING),
    "refused": Count("enterprise", filter=REFUSED),
    "under_way": Count("enterprise", filter=UNDER_WAY),
    "failed": Count("enterprise", filter=FAILED),
    "finished": Count("enterprise", filter=DONE),
}
# Each state's word and the address's condition for it.
STATES: dict[str, tuple[str, dict[str, str]]] = {
    "total": ("全部", {}),
    "reworked": ("退回或撤回待重提", {"approval": "not_submitted"}),
    "pending": ("待备案", {"approval": "pending"}),
    "refused": ("不接受备案", {"approval": "rejected"}),
    "under_way": ("接受备案、证照办理中", {"approval": "accepted", "upload": "open"}),
    "failed": ("上传异常", {"upload": "failed"}),
    "finished": ("已上传", {"upload": "uploaded"}),
}
MEANING = "提交过备案且未作废的换证申请，按目前状态计件。"


def cases_report(scope: Scope, now: dt.datetime, *, whole: bool = False) -> Report:
    """The report; a fixed number of queries, all of them grouped. Only a `whole` one knows all firms' rows."""
    today = timezone.localdate(now)
    rounds = rounds_of(scope, today)
    over = over_cards(scope.renewals(), today)
    categories = _by(scope, "category")
    states = {state: sum(row[state] for row in categories) for state in BY_STATE}
    return Report(
        "cases",
        "办理情况",
        scope.word,
        now,
        [*_waiting(states, over, _seconds(scope)), *_judged(rounds)],
        [chart_of("每周提交备案件次", "件次", rounds.submitted_by_week)],
        [
            _states(states),
            _by_category(categories),
            _by_town(_by(scope, "storage_town")),
            _by_firm(scope, whole=whole),
            _by_week(rounds),
            *_reasons(scope, today),
        ],
    )


def _seconds(scope: Scope) -> list[Figure]:
    """待复核, where two people have to accept or something still waits for the second."""
    number = scope.renewals().awaiting_second().count()
    if not (has_two_levels() or number):
        return []
    meaning = "待备案中，一位审核人员已初审接受、等待另一位复核的件数。"
    return [Figure("待复核", str(number), meaning, reverse("console:second_queue"), "go")]


def _waiting(states: dict[str, int], over: Counter[str], seconds: list[Figure]) -> list[Figure]:
    yellow, red = settings.YELLOW_CARD_WORKDAYS, settings.RED_CARD_WORKDAYS
    late = f"超过 {red} 个工作日" if red else ""
    return [
        Figure(
            "待备案",
            str(states["pending"]),
            "已提交备案、尚未作出结论的件数。",
            cases_url(approval="pending"),
            "go",
        ),
        *seconds,
        Figure(
            "黄牌",
            str(over["yellow"]),
            f"待备案，且办理期限在 {yellow} 个工作日以内（含今日）的件数。",
            cases_url(card="yellow"),
            "warn" if over["yellow"] else "",
            "即将超期",
        ),
        Figure(
            "红牌",
            str(over["red"]),
            f"待备案，且已过办理期限{late}的件数。",
            cases_url(card="red"),
            "bad" if over["red"] else "",
            "已超期",
        ),
        Figure(
            "不接受备案",
            str(states["refused"]),
            "不接受备案、企业尚未修改的件数。",
            cases_url(approval="rejected"),
        ),
    ]


def _judged(rounds: Rounds) -> list[Figure]:
    since = f"自 {rounds.since.isoformat()} 起审批办作出结论的"
    return [
        Figure(
            "按期办结率",
            _share(rounds.on_time, rounds.decided),
            f"{since}件次中，在办理期限（提交后第 {settings.REVIEW_SLA_WORKDAYS} 个工作日）以内作出结论的比例。",
        ),
        Figure(
            "办理时长",
            rounds.days_word(50),
            f"{since}件次，从提交备案到作出结论的日历天数的中位数，当天作出结论为 0 天。",
            note=f"八成在 {rounds.days_word(80)}以内" if rounds.decided else "",
        ),
        Figure(
            "首次通过率",
            _share(rounds.first_accepted, rounds.first_decided),
            f"{since}首次提交中，接受备案且未撤销的比例。",
        ),
        Figure("已办结件次", str(rounds.decided), f"{since}件次，一件申请每次提交计一件次。"),
    ]


def _share(part: int, whole: int) -> str:
    return f"{percent(part, whole)}%" if whole else "—"


def _states(states: dict[str, int]) -> Sheet:
    rows = [
        [Cell(word), counted(states[name], cases_url(**chosen)), share_cell(states[name], states["total"])]
        for name, (word, chosen) in STATES.items()
    ]
    return Sheet("states", "按办理状态", MEANING, ("办理状态", "件数", "比例"), rows)


def _by(scope: Scope, column: str) -> list[dict[str, Any]]:
    """The counts of each group, the largest first."""
    found: Any = scope.renewals().values(column).annotate(**BY_STATE)
    return sorted(found, key=lambda row: (-row["total"], row[column]))


def _by_category(found: list[dict[str, Any]]) -> Sheet:
    words = _categories()
    rows = [
        _row(words.get(row["category"], row["category"]), row, "category", row["category"]) for row in found
    ]
    return Sheet("categories", "按设备类别", MEANING, ("设备类别", *_heads()), rows)


def _by_town(found: list[dict[str, Any]]) -> Sheet:
    rows = [_row(place_name(row["storage_town"]), row, "town", row["storage_town"]) for row in found]
    return Sheet("towns", "按存放镇街", MEANING, ("存放镇街", *_heads()), rows)


def _by_firm(scope: Scope, *, whole: bool) -> Sheet:
    firms: Any = (
        scope.renewals()
        .values("enterprise_id")
        .annotate(**BY_STATE, firms=Window(Count("*")))
        .order_by((F("pending") + F("refused")).desc(), F("total").desc(), "enterprise_id")
    )
    first = list(firms[:FIRMS])
    return Sheet(
        "firms",
        "按产权单位",
        f"{MEANING}按待备案和不接受备案的件数从多到少排列。",
        ("产权单位", *_heads()),
        list(_firms(first)),
        shown=FIRMS,
        counted=first[0]["firms"] if first else 0,
        every=(lambda: _firms(firms.iterator())) if whole else None,
    )


def _firms(firms: Iterable[dict[str, Any]]) -> Iterator[list[Cell]]:
    for chunk in chunks(firms):
        names = firm_names([row["enterprise_id"] for row in chunk])
        for row in chunk:
            yield _row(names[row["enterprise_id"]], row, "enterprise", row["enterprise_id"])


def _heads() -> list[str]:
    return [word for word, _chosen in STATES.values()]


def _row(name: str, counts: dict[str, Any], by: str, value: object) -> list[Cell]:
    return [
        Cell(name),
        *(
            counted(counts[state], cases_url(**{by: value}, **chosen) if value else "")
            for state, (_word, chosen) in STATES.items()
        ),
    ]


def _by_week(rounds: Rounds) -> Sheet:
    rows = [
        [Cell(f"{week.isoformat()} 起"), *(Cell(str(number)) for number in numbers)]
        for week, numbers in rounds.weeks
    ]
    heads = ("星期一", "提交备案", "作出结论", "接受备案", "不接受备案")
    return Sheet("weeks", "按周", "每周提交备案的件次和审批办作出结论的件次，周一至周日。", heads, rows)


def _categories() -> dict[str, str]:
    catalogue = CatalogueVersion.objects.in_force().catalogue
    return {category.code: category.label for category in catalogue.enabled_categories()}


def _reasons(scope: Scope, today: dt.date) -> list[Sheet]:
    """Where refusals point: by field, by template of the opinion."""
    since = timezone.make_aware(
        dt.datetime.combine(today - dt.timedelta(weeks=settings.REPORT_WEEKS), dt.time.min)
    )
    remarks = Remark.objects.filter(decision__at__gte=since, decision__outcome=Outcome.REJECTED).order_by()
    if scope.is_town:
        remarks = remarks.filter(decision__in=scope.decisions())
    found: Any = remarks.values_list("decision__renewal__category", "path", "code").annotate(Count("pk"))
    catalogue = CatalogueVersion.objects.in_force().catalogue
    fields, templates = Counter[str](), Counter[str]()
    sentences = sentences_by_code()
    for category, path, code, count in found:
        fields[label_of(catalogue, category, path) if path else "整件"] += count
        templates[sentences.get(code, "审核人员自拟意见")] += count
    meaning = f"最近 {settings.REPORT_WEEKS} 周不接受备案时逐项意见的条数，一件申请可以有多条。"
    return [
        _ranking("fields", "不接受原因：按填写项", "填写项", fields, meaning),
        _ranking("templates", "不接受原因：按意见模板", "意见模板", templates, meaning),
    ]


def _ranking(key: str, title: str, head: str, counts: Counter[str], meaning: str) -> Sheet:
    total = sum(counts.values())
    rows = [
        [Cell(word), Cell(str(count)), share_cell(count, total)]
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Sheet(key, title, meaning, (head, "条数", "比例"), rows, shown=REASONS)
