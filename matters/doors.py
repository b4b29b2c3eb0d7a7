"""Which page of 企业事项 answers whom."""

from __future__ import annotations

from accounts.door_table import CHANGES, FIRM, READS, TAKES, TOWN, Holder, Sight, doors
from accounts.policies import Action
from accounts.roles import Duty, Role

READERS: frozenset[Holder] = frozenset({Role.REVIEWER, Role.HEAD, Duty.SYSTEM, Duty.AUDIT})
HANDED_IN = Sight(own=FIRM | READERS | TOWN, foreign=READERS)
SIGHTS = {
    "matter": HANDED_IN,
    "matter.draft": Sight(own=FIRM),
    "matter.offered": Sight(own=FIRM | READERS, foreign=FIRM | READERS),  # both firms' until it is answered
    "matter_kind": Sight(own=FIRM),
    "matter_paper": HANDED_IN,
    "errand": Sight(own=READERS, foreign=READERS),
    "to_deregister": Sight(own=FIRM | READERS | TOWN, foreign=READERS),
    "to_correct": Sight(own=FIRM | READERS | TOWN, foreign=READERS),
}
MATTERS = ("matter", "matter.draft")
REGISTER = (Action.USE_PORTAL, Action.VIEW_REGISTER)
DOORS = [
    *doors(REGISTER, "api:matters-list", methods=READS | TAKES, step=Action.KEEP_MATTERS),
    *doors(REGISTER, "api:matters-kinds"),
    *doors(REGISTER, "api:matters-detail", methods=READS | CHANGES, of=MATTERS, step=Action.KEEP_MATTERS),
    *doors(
        REGISTER,
        "api:matters-submit",
        "api:matters-withdraw",
        "api:matters-void",
        "api:matters-end",
        methods=TAKES,
        of=MATTERS,
        step=Action.KEEP_MATTERS,
    ),
    *doors(
        REGISTER,
        "api:matters-confirm",
        "api:matters-decline",
        methods=TAKES,
        of="matter.offered",
        step=Action.CONFIRM_TRANSFER,
    ),
    *doors(REGISTER, "api:matters-paper", of="matter_paper"),
    *doors(Action.USE_PORTAL, "matters:list", "matters:list_choose"),
    *doors(Action.USE_PORTAL, "matters:export", methods=TAKES),
    *doors(
        Action.USE_PORTAL,
        "matters:list_start",
        methods=READS | TAKES,
        of="matter_kind",
        step=Action.KEEP_MATTERS,
    ),
    *doors(Action.USE_PORTAL, "matters:detail", of=(*MATTERS, "matter.offered")),
    *doors(
        Action.USE_PORTAL,
        "matters:edit",
        methods=READS | TAKES,
        of="matter.draft",
        step=Action.KEEP_MATTERS,
    ),
    *doors(
        Action.USE_PORTAL,
        "matters:submit",
        "matters:withdraw",
        "matters:void",
        "matters:resume",
        methods=TAKES,
        of=MATTERS,
        step=Action.KEEP_MATTERS,
    ),
    *doors(
        Action.USE_PORTAL,
        "matters:confirm",
        "matters:decline",
        methods=TAKES,
        of="matter.offered",
        step=Action.CONFIRM_TRANSFER,
    ),
    *doors(Action.USE_PORTAL, "matters:paper", of="matter_paper"),
    *doors(Action.VIEW_REGISTER, "console:matter_queue", "console:matter_register"),
    *doors(
        Action.VIEW_REGISTER,
        "console:matter_review",
        methods=READS | TAKES,
        of=MATTERS,
        step=Action.REVIEW_MATTERS,
    ),
    *doors(Action.VIEW_REGISTER, "console:matter_viewing", methods=TAKES, of=MATTERS),
    *doors(Action.VIEW_UPLOADS, "console:province_errands", "console:number_corrections"),
    *doors(Action.VIEW_UPLOADS, "console:number_corrections_export", methods=TAKES),
    *doors(
        Action.VIEW_UPLOADS,
        "console:province_errand_close",
        methods=TAKES,
        of="errand",
        step=Action.CLOSE_PROVINCE_ERRANDS,
    ),
    *doors(Action.FILE_BY_OFFICE, "console:matter_file", methods=READS | TAKES, of="to_deregister"),
    *doors(
        Action.USE_CONSOLE, "console:matter_take_back", methods=TAKES, of=MATTERS, step=Action.FILE_BY_OFFICE
    ),
    *doors(Action.VIEW_REGISTER, "api:matter-queue-list", "api:matter-queue-counts"),
    *doors(Action.VIEW_REGISTER, "api:matter-queue-detail", of=MATTERS),
    *doors(
        Action.VIEW_REGISTER,
        "api:matter-decisions-claim",
        "api:matter-decisions-release",
        "api:matter-decisions-take-over",
        "api:matter-decisions-accept",
        "api:matter-decisions-reject",
        methods=TAKES,
        of=MATTERS,
        step=Action.REVIEW_MATTERS,
    ),
]
