"""What follows from an accepted matter, by kind; each runs inside the transaction of the acceptance."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from ground.glossary import MatterKind
from matters.effects.correcting import correct_number
from matters.effects.deregistering import deregister
from matters.effects.machines import Said
from matters.effects.numbering import update_number
from matters.effects.renaming import rename
from matters.effects.transferring import transfer
from matters.models import Matter

EFFECTS: dict[MatterKind, Callable[[Matter, User], Said]] = {
    MatterKind.DEREGISTRATION: deregister,
    MatterKind.TRANSFER: transfer,
    MatterKind.RENAMING: rename,
    MatterKind.NUMBER_UPDATE: update_number,
    MatterKind.NUMBER_CORRECTION: correct_number,
}
