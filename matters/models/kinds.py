"""Which kinds of 企业事项 know which steps, and the states that others ask for together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ground.glossary import MatterKind as Kind
from ground.glossary import MatterStatus as Status

if TYPE_CHECKING:
    from matters.models.matter import Matter

UNDECIDED = (Status.NOT_SUBMITTED, Status.AWAITING_CONFIRMATION, Status.PENDING, Status.REJECTED)
# What the other firm of a transfer may see: what was offered to it and not taken back.
OFFERED = (Status.AWAITING_CONFIRMATION, Status.PENDING, Status.REJECTED, Status.ACCEPTED)


def of_kind(*kinds: Kind) -> Any:
    """The condition of a transition that only some kinds know; the chart of a kind is drawn by it."""

    def fits(matter: Matter) -> bool:
        return matter.kind in kinds

    fits.kinds = kinds  # type: ignore[attr-defined]
    return fits


# What a firm applies for, and what the office may file itself (依职权); 备案号更正 is the office's alone.
FIRMS_KINDS = tuple(kind for kind in Kind if kind != Kind.NUMBER_CORRECTION)
OFFICE_KINDS = (Kind.NUMBER_CORRECTION, Kind.DEREGISTRATION, Kind.TRANSFER)
OF_FIRMS = of_kind(*FIRMS_KINDS)
OF_OFFICE = of_kind(*OFFICE_KINDS)
DECIDED_BY_OFFICE = of_kind(Kind.DEREGISTRATION, Kind.TRANSFER, Kind.RENAMING, Kind.NUMBER_UPDATE)
ACCEPTED_BY_OFFICE = of_kind(*DECIDED_BY_OFFICE.kinds, Kind.NUMBER_CORRECTION)
HANDED_TO_OFFICE = of_kind(Kind.DEREGISTRATION, Kind.RENAMING, Kind.NUMBER_UPDATE)
BETWEEN_FIRMS = of_kind(Kind.TRANSFER)
DECLARED = of_kind(Kind.DEFERRAL)
