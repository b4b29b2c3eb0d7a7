"""Which page of 疑似问题 answers whom."""

from __future__ import annotations

from accounts.door_table import EVERYBODY, READS, TAKES, TOWN, Holder, Sight, doors
from accounts.policies import Action
from accounts.roles import Duty, Role

READERS: frozenset[Holder] = frozenset({Role.REVIEWER, Role.HEAD, Duty.SYSTEM, Duty.AUDIT})
OF_THE_OFFICE = Sight(own=READERS | TOWN, foreign=READERS)
SIGHTS = {"case": OF_THE_OFFICE, "case_photo": OF_THE_OFFICE}
DOORS = [
    *doors(EVERYBODY, "cases:report", "cases:look_up", methods=READS | TAKES),
    *doors(Action.VIEW_REGISTER, "console:cases"),
    *doors(Action.VIEW_REGISTER, "console:cases_export", methods=TAKES),
    *doors(Action.VIEW_REGISTER, "console:case", methods=READS | TAKES, of="case", step=Action.HANDLE_CASES),
    *doors(Action.VIEW_REGISTER, "console:case_photo", of="case_photo"),
]
