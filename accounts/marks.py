"""What stands for the content of a record that counts no revisions, so that nobody overwrites what they have not seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from ground.errors import StepRefused
from ground.writing import STALE


def mark_for(kind: str, kept: Mapping[str, Any]) -> str:
    """32 hexadecimal digits, others after each change of what is kept.

    Keyed, because whoever reads a number masked could otherwise try all numbers against it.
    """
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return salted_hmac(f"accounts.marks.{kind}", text, algorithm="sha256").hexdigest()[:32]


def refuse_stale(seen: str | None, mark: str) -> None:
    """Raise StepRefused("stale") where `seen` is another mark; None compares nothing. To be asked of a locked row."""
    if seen is not None and not constant_time_compare(seen, mark):
        raise StepRefused("stale", STALE)
