"""Which address of a file answers whom."""

from __future__ import annotations

from accounts.door_table import DROPS, FIRM, HOLDERS, LOGGED_IN, READS, TAKES, Holder, Sight, doors
from accounts.policies import Action
from accounts.roles import Duty, Role

READERS: frozenset[Holder] = frozenset({Role.REVIEWER, Role.HEAD, Duty.SYSTEM, Duty.AUDIT})
SIGHTS = {
    "paper": Sight(own=FIRM | READERS, foreign=READERS),
    "paper.draft": Sight(own=FIRM),
    "paper.standing": Sight(own=FIRM | READERS, foreign=READERS),
    "staged": Sight(own=frozenset(HOLDERS)),  # each person's own alone
    "piece": Sight(own=FIRM),
}
DOORS = [
    *doors(Action.SEE_QUARANTINE, "console:quarantine"),
    *doors(Action.SEE_QUARANTINE, "console:quarantine_export", methods=TAKES),
    *doors(LOGGED_IN, "documents:file", of=("paper", "paper.draft", "paper.standing")),
    *doors(LOGGED_IN, "documents:staged", of="staged"),
    *doors(Action.USE_PORTAL, "documents:uploads", methods=TAKES),
    *doors(Action.USE_PORTAL, "api:files-list", methods=TAKES),
    *doors(
        LOGGED_IN,
        "api:files-detail",
        "api:files-content",
        of=("paper", "paper.draft", "paper.standing"),
    ),
    *doors(
        Action.USE_PORTAL,
        "documents:upload",
        methods=READS | TAKES | DROPS,
        of="piece",
        unseen=(204, 409, 422),
    ),
]
