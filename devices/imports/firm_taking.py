"""The dry run and 正式导入 of enterprises: those of a list, and those that machines' owners make necessary."""

from __future__ import annotations

from accounts.models import Enterprise, User
from audit.models import HistoryEntry
from audit.services import new_step, record_steps
from devices.import_words import RowOutcome, RowVerdict
from devices.imports.judging import Judgement, remark
from devices.imports.owners import KnownFirms, name_key
from devices.models import ImportRow
from ground.glossary import Step

KEYS = ("统一社会信用代码", "企业名称")
SOURCE = "来源：第 {run} 次导入，第 {line} 行。"
KNOWN = "市网已有这家企业，没有改动。{differences}"
DIFFERS = "不同之处：{differences}。需要更正的，请在“企业”中修改。"
NO_TOWN = "没有镇街，设备入库和换证前请在“企业”中补充。"
CHANGED_MEANWHILE = "试算之后情况有变化，没有导入：{said}请核对后重新试算。"
COLUMNS = {
    "name": "企业名称",
    "region_code": "工商注册地",
    "town": "所在镇街",
    "address": "注册地址",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}


def surroundings(rows: list[ImportRow]) -> KnownFirms:
    """The enterprises that some rows may name."""
    return KnownFirms.of(row.given for row in rows)


def judge(rows: list[ImportRow], firms: KnownFirms) -> list[Judgement]:
    """What is said of each row, were it the only one of its file."""
    return [_judge_one(row, firms) for row in rows]


def _judge_one(row: ImportRow, firms: KnownFirms) -> Judgement:
    owner = firms.owner(row.given)
    if owner.waits:
        return Judgement(RowVerdict.CONFLICT, owner.waits)
    if owner.firm is None:
        local = row.given["region"].startswith("4420")
        remarks = [remark(NO_TOWN)] if local and not row.given["town"] else []
        return Judgement(RowVerdict.ADD, "", remarks)
    differing = [
        label
        for column, label in COLUMNS.items()
        if (value := _columns(row.given)[column]) and not _alike(column, getattr(owner.firm, column), value)
    ]
    if not differing:
        return Judgement(RowVerdict.SAME, enterprise=owner.firm)
    told = KNOWN.format(differences=DIFFERS.format(differences="、".join(differing)))
    return Judgement(RowVerdict.CONFLICT, told, enterprise=owner.firm)


def take(rows: list[ImportRow], user: User) -> None:
    """Add the enterprises of a list and put the outcome on the rows; runs inside one transaction.

    Raises IntegrityError where somebody else has registered a code or a name at this moment.
    """
    ready = []
    for row, judged in zip(rows, judge(rows, surroundings(rows)), strict=True):
        if judged.verdict == RowVerdict.ADD:
            ready.append(row)
        else:
            row.outcome = RowOutcome.SKIPPED
            row.said = CHANGED_MEANWHILE.format(said=judged.said)[:1000]
    steps = []
    for row in ready:
        row.enterprise, row.outcome = _made(row.given), RowOutcome.ADDED
        steps.append(_step(row, row.enterprise, user))
    record_steps(steps)


def make_firms(rows: list[ImportRow], firms: KnownFirms, user: User) -> list[HistoryEntry]:
    """Make the owners that machines' rows lack, each once; the steps, not yet appended."""
    steps = []
    for row in rows:
        owner = firms.owner(row.given["owner"])
        if owner.firm is None and owner.to_make:
            owner.firm = _made(owner.to_make)
            firms.add(owner.firm)
            steps.append(_step(row, owner.firm, user))
        row.enterprise = owner.firm
    return steps


def _made(given: dict[str, str]) -> Enterprise:
    return Enterprise.objects.create(uscc=given["uscc"], **_columns(given))


def _columns(given: dict[str, str]) -> dict[str, str]:
    return {
        "name": given["name"],
        "region_code": given["region"],
        "town": given["town"],
        "address": given.get("address", ""),
        "contact_name": given.get("contact_name", ""),
        "contact_phone": given.get("contact_phone", ""),
    }


def _alike(column: str, held: str, wanted: str) -> bool:
    return name_key(held) == name_key(wanted) if column == "name" else held == wanted


def _step(row: ImportRow, firm: Enterprise, user: User) -> HistoryEntry:
    return new_step(
        step=Step.FIRM_IMPORTED,
        actor=user.actor,
        enterprise_id=firm.pk,
        device_id=None,
        opinion=SOURCE.format(run=row.run_id, line=row.line),
        detail={"import": row.run_id, "line": row.line},
    )
