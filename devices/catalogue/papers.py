"""The papers of a machine: which kinds there are, and the city's switch for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from devices.catalogue.schema import Condition, Level, Phase, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRequirement:
    """One kind of paper. `levels` maps phase, or `phase.category`, to the city's switch.

    `standing` papers belong to the enterprise and are given once. `missing` is how a required or
    conditional paper that is absent is reported.
    """

    code: str
    label: str
    hint: str
    levels: Mapping[str, Level] = field(hash=False)
    standing: bool = False
    when: Condition | None = None
    missing: Severity = "error"
    needs: str = ""

    def level(self, phase: Phase, category: str, facts: Collection[str] = ()) -> Level:
        """required, optional or off; `conditional` is decided here by the facts (else optional)."""
        level = self.levels.get(f"{phase}.{category}", self.levels.get(phase, "off"))
        if level != "conditional":
            return level
        holds = self.when is not None and self.when.state({}, facts=facts)
        return "required" if holds else "optional"


@dataclass(frozen=True, slots=True)
class RequiredAttachment:
    """A paper with its level resolved for one machine."""

    kind: AttachmentRequirement
    level: Level

    @property
    def path(self) -> str:
        return f"attachments.{self.kind.code}"
