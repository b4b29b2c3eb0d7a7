"""What a person decides on an import: which column is what, and that it is taken over."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from devices.import_words import ImportKind, ImportWork, RowOutcome, RowVerdict
from devices.imports.columns import heading_key, targets
from devices.imports.jobs import ask
from devices.imports.rows import column_name
from devices.imports.work import TAKEN, TO_TAKE
from devices.models import CatalogueVersion, ImportJob, RegisterImport, RememberedColumn
from ground.errors import RuleBroken, StepRefused
from ground.writing import lock_row, write_row

NOT_READ = "文件还没有读取完成，不能试算。"
NOT_CHECKED = "请先试算，核对结果后再正式导入。"
NOTHING_TO_TAKE = "没有可以导入的行：请查看各行说明，改正文件后重新上传，或补充企业信息后重新试算。"
TWICE = "“{label}”选了两列（{first} 列和 {second} 列），请只保留一列。"
LACKING = "没有对应到“{labels}”的列，不能试算。请在下面选择；文件中没有的，请补充后重新上传。"
NO_OWNER = "没有对应到产权单位的列：请至少选择“产权单位名称”或“统一社会信用代码”之一。"
GONE = "本次导入的明细已按期清理，不能再办理。请重新上传文件。"


@transaction.atomic
def ask_check(*, run_id: int, revision: int, user: User, mapping: dict[int, str]) -> ImportJob:
    """Keep which column is what, remember it for the next file, and queue the dry run.

    After 正式导入 the columns stay as they are, and only rows that were not taken are looked at again.
    Raises RuleBroken at `mapping`, StepRefused where the page is stale or work is under way.
    """
    require(user, Action.IMPORT_REGISTER)
    run = lock_row(RegisterImport.objects.visible_to(user).filter(pk=run_id), revision=revision)
    if run.read_at is None:
        raise StepRefused("not_read", NOT_READ)
    if run.file_id is None:
        raise StepRefused("import_gone", GONE)
    if run.taken_at is None:
        _require_sound(run, mapping)
        run.mapping = {str(place): code for place, code in sorted(mapping.items())}
        _remember(run, mapping)
    run.checked_at = None
    write_row(run, fields=("mapping", "checked_at"), expect={})
    open_rows = run.rows.exclude(outcome__in=TAKEN)
    open_rows.update(verdict=RowVerdict.NONE, outcome=RowOutcome.NONE, said="", noted=False)
    return ask(run=run, work=ImportWork.CHECK, user=user, total=open_rows.count())


@transaction.atomic
def ask_take(*, run_id: int, revision: int, user: User) -> ImportJob:
    """Queue 正式导入 of what the dry run found good; asked again it goes on where it stopped.

    Raises RuleBroken where there is nothing to take, StepRefused without a dry run.
    """
    require(user, Action.IMPORT_REGISTER)
    run = lock_row(RegisterImport.objects.visible_to(user).filter(pk=run_id), revision=revision)
    if run.checked_at is None:
        raise StepRefused("not_checked", NOT_CHECKED)
    count = run.rows.filter(verdict__in=TO_TAKE, outcome=RowOutcome.NONE).count()
    if not count:
        raise RuleBroken("nothing_to_take", NOTHING_TO_TAKE)
    job = ask(run=run, work=ImportWork.TAKE, user=user, total=count)
    write_row(run, fields=(), expect={})
    return job


def _require_sound(run: RegisterImport, mapping: dict[int, str]) -> None:
    """Each field once, what is needed is there."""
    book = CatalogueVersion.objects.in_force().catalogue
    known = {target.code: target for target in targets(run.kind_word, book)}
    if any(code not in known or not 0 <= place < len(run.heads) for place, code in mapping.items()):
        raise RuleBroken("column_unknown", "有一列的选择无效，请重新选择。", path="mapping")
    first: dict[str, int] = {}
    for place, code in sorted(mapping.items()):
        if code in first:
            said = TWICE.format(
                label=known[code].label, first=column_name(first[code]), second=column_name(place)
            )
            raise RuleBroken("column_twice", said, path="mapping")
        first[code] = place
    lacking = [target.label for target in known.values() if target.needed and target.code not in first]
    if lacking:
        raise RuleBroken("column_lacking", LACKING.format(labels="”“".join(lacking)), path="mapping")
    if run.kind == ImportKind.MACHINES and not {"owner.name", "owner.uscc"} & set(first):
        raise RuleBroken("column_lacking", NO_OWNER, path="mapping")


def _remember(run: RegisterImport, mapping: dict[int, str]) -> None:
    said = {
        heading_key(head): mapping.get(place, "") for place, head in enumerate(run.heads) if heading_key(head)
    }
    RememberedColumn.objects.bulk_create(
        [RememberedColumn(kind=run.kind, heading=key, field=code) for key, code in said.items()],
        update_conflicts=True,
        unique_fields=["kind", "heading"],
        update_fields=["field"],
    )
