"""How much of a choice can be printed at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404

from ground.errors import RuleBroken
from ground.selecting import Picked

MOST = 200  # things in one print


def require_few(choice: Picked, *, what: str) -> None:
    """Raise RuleBroken where none or too many are ticked; `what` names the things in the refusal."""
    if choice.everything:
        return
    if not choice.ids:
        raise RuleBroken("nothing_chosen", f"还没有选择{what}。请返回列表勾选后再点打印。")
    if len(choice.ids) > MOST:
        raise RuleBroken(
            "too_many", f"一次最多打印 {MOST} 份，已选 {len(choice.ids)} 份。请分几次勾选后打印。"
        )


def require_found(found: Sequence[object], choice: Picked) -> None:
    """Raise Http404 where something that was ticked is not there for this person.

    Ids that the browser kept over several pages may be outdated: of those the others are printed.
    """
    if not found or (len(found) != len(choice.ids) and not choice.is_kept):
        raise Http404
