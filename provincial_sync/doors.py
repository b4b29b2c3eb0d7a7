"""Which page of the exchange with the province answers whom."""

from __future__ import annotations

from accounts.door_table import READS, TAKES, Holder, Sight, doors, register
from accounts.policies import Action
from accounts.roles import Duty, Role

READERS = Sight(
    own=frozenset[Holder]({Role.REVIEWER, Role.HEAD, Duty.SYSTEM, Duty.AUDIT}),
    foreign=frozenset[Holder]({Role.REVIEWER, Role.HEAD, Duty.SYSTEM, Duty.AUDIT}),
)
SIGHTS = {"upload": READERS, "discrepancy": READERS, "change": READERS, "exchange": READERS}
DOORS = [
    *doors(
        Action.VIEW_UPLOADS,
        "console:province",
        "console:uploads",
        "console:registration_changes",
        "console:discrepancies",
    ),
    *doors(Action.VIEW_UPLOADS, "console:upload", of="upload"),
    *doors(
        Action.VIEW_UPLOADS,
        "console:registration_change",
        methods=READS | TAKES,
        of="change",
        step=Action.SETTLE_PROVINCE,
    ),
    *doors(
        Action.VIEW_UPLOADS,
        "console:discrepancy",
        methods=READS | TAKES,
        of="discrepancy",
        step=Action.SETTLE_PROVINCE,
    ),
    *doors(Action.REPAIR_UPLOADS, "console:province_start", methods=TAKES),
    *doors(Action.REPAIR_UPLOADS, "console:upload_retry", methods=TAKES, of="upload"),
    *doors(
        Action.REPAIR_UPLOADS,
        "console:upload_send_again",
        "console:upload_handled",
        "console:upload_turn_back",
        methods=READS | TAKES,
        of="upload",
        answers=(200, 302, 409),
    ),
    *register("provincial_sync_exchange", Action.VIEW_UPLOADS, None, thing="exchange"),
]
