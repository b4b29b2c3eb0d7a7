"""A submission that the rules refuse, with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Sequence

from devices.findings import Finding
from ground.errors import RuleBroken


class FindingsRefused(RuleBroken):
    """Blocking findings; `findings` is the whole list, each leading to its field."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            "findings", f"有 {len(findings)} 项须改正后才能提交，请逐项核对：", path=findings[0].path
        )
        self.findings = list(findings)
