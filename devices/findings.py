"""What a rule has to say: data, the same for the form, the reviewer, the workbook and the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from devices.catalogue.schema import Severity


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that would put it right: its stored form, and the button's words for people."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a rule; `path` names the field, `sentence` says what is wrong and what to do.

    `code` is stable. `statutory` names the ground (G1 to G5) where the law forbids the registration.
    """

    code: str
    severity: Severity
    path: str
    sentence: str
    suggestion: Suggestion | None = None
    statutory: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity == "error"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep a machine from being submitted."""
    return [finding for finding in findings if finding.blocks]


def at(findings: Iterable[Finding], path: str) -> list[Finding]:
    """Those of one field."""
    return [finding for finding in findings if finding.path == path]
