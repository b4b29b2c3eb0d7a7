"""Which page of the reports answers whom."""

from __future__ import annotations

from accounts.door_table import TAKES, Holder, Sight, doors
from accounts.policies import Action
from accounts.roles import Duty, Role

READERS: frozenset[Holder] = frozenset({Role.REVIEWER, Role.HEAD, Duty.SYSTEM, Duty.AUDIT})
SIGHTS = {
    "report": Sight(own=READERS | {Role.SUPERVISOR}, foreign=READERS | {Role.SUPERVISOR}),
    "bulletin": Sight(own=READERS, foreign=READERS),
}
DOORS = [
    *doors(
        Action.VIEW_REPORTS,
        "console:report_progress",
        "console:report_of_cases",
        "console:report_safety",
        "console:report_bulletin",
        "console:report_bulletins",
        "console:report_machines",
        "console:report_cases",
        "console:report_urging",
    ),
    *doors(Action.VIEW_REPORTS, "console:report_bulletin_kept", of="bulletin"),
    *doors(Action.VIEW_REPORTS, "console:report_export", of="report"),
    *doors(
        Action.VIEW_REPORTS,
        "console:report_machines_export",
        "console:report_cases_export",
        "console:report_urging_export",
        methods=TAKES,
    ),
    *doors(Action.URGE_FIRMS, "console:report_urging_confirm", "console:report_urging_send", methods=TAKES),
]
