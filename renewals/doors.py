"""Which page of renewals, batches and photo links answers whom."""

from __future__ import annotations

from accounts.door_table import (
    DROPS,
    EVERYBODY,
    FIRM,
    HOLDERS,
    READS,
    TAKES,
    TOWN,
    Holder,
    Sight,
    doors,
    register,
)
from accounts.policies import Action
from accounts.roles import Duty, Role

READERS: frozenset[Holder] = frozenset({Role.REVIEWER, Role.HEAD, Duty.SYSTEM, Duty.AUDIT})
HANDED_IN = Sight(own=FIRM | READERS | TOWN, foreign=READERS)
OF_THE_FIRM = Sight(own=FIRM)
KEEPERS: frozenset[Holder] = frozenset({Duty.SYSTEM})
SIGHTS = {
    "renewal": HANDED_IN,
    "renewal.accepted": HANDED_IN,
    "renewal.issued": HANDED_IN,
    "renewal.draft": OF_THE_FIRM,
    "rating": HANDED_IN,
    "accept_job": Sight(own=frozenset[Holder]({Role.REVIEWER})),  # each reviewer's own
    "batch": OF_THE_FIRM,
    "pack": OF_THE_FIRM,
    "pack_file": OF_THE_FIRM,
    "photo_link": OF_THE_FIRM,
    # Whoever holds the phone holds the right; nobody logs in.
    "phone": Sight(own=frozenset(HOLDERS), foreign=frozenset(HOLDERS)),
    "phone_piece": Sight(own=frozenset(HOLDERS), foreign=frozenset(HOLDERS)),
    "opinion": Sight(own=KEEPERS, foreign=KEEPERS),
}
CASES = ("renewal", "renewal.accepted", "renewal.issued", "renewal.draft")
LISTS = [
    *doors(
        Action.USE_PORTAL,
        "renewals:registered",
        "renewals:session",
        "renewals:entries",
        "renewals:history",
    ),
    *doors(
        Action.USE_PORTAL,
        "renewals:registered_export",
        "renewals:entries_export",
        "renewals:history_export",
        methods=TAKES,
    ),
    *doors(
        Action.USE_PORTAL,
        "renewals:print_forms",
        "renewals:print_summary",
        methods=READS | TAKES,
        answers=(200, 422),
    ),
]
ONE = [
    *doors(
        Action.USE_PORTAL,
        "renewals:registered_start",
        methods=READS | TAKES,
        of="device",
        step=Action.KEEP_RENEWALS,
    ),
    *doors(Action.USE_PORTAL, "renewals:registered_check", methods=TAKES, of="device"),
    *doors(Action.USE_PORTAL, "renewals:entries_detail", "renewals:print_form", of=CASES),
    *doors(Action.USE_PORTAL, "renewals:print_receipt", of=("renewal", "renewal.issued")),
    *doors(Action.USE_PORTAL, "renewals:entries_values", of=CASES),
    *doors(
        Action.USE_PORTAL,
        "renewals:entries_edit",
        methods=READS | TAKES,
        of="renewal.draft",
        step=Action.KEEP_RENEWALS,
    ),
    *doors(Action.USE_PORTAL, "renewals:entries_check", methods=TAKES, of=CASES),
    *doors(
        Action.USE_PORTAL,
        "renewals:entries_autosave",
        "renewals:entries_submit",
        "renewals:entries_withdraw",
        "renewals:entries_request_withdrawal",
        methods=TAKES,
        of=CASES,
        step=Action.KEEP_RENEWALS,
    ),
    *doors(Action.USE_PORTAL, "renewals:entries_void", methods=TAKES, of=CASES, step=Action.VOID_RENEWAL),
    *doors(
        Action.USE_PORTAL,
        "renewals:entries_rating",
        methods=READS | TAKES,
        of="renewal.issued",
        step=Action.RATE_SERVICE,
    ),
]
BATCHES = [
    *doors(Action.KEEP_RENEWALS, "renewals:batches", "renewals:batches_intake"),
    *doors(
        Action.KEEP_RENEWALS,
        "renewals:registered_batch",
        "renewals:batches_start",
        "renewals:batches_start_intake",
        methods=TAKES,
    ),
    *doors(
        Action.KEEP_RENEWALS,
        "renewals:batches_detail",
        "renewals:batches_progress",
        "renewals:batches_workbook",
        "renewals:batches_papers",
        of="batch",
    ),
    *doors(Action.KEEP_RENEWALS, "renewals:batches_marked", of="batch", answers=(422,)),
    *doors(
        Action.KEEP_RENEWALS,
        "renewals:batches_upload",
        "renewals:batches_make",
        "renewals:batches_submit",
        "renewals:batches_add_zip",
        "renewals:batches_add_common",
        methods=TAKES,
        of="batch",
    ),
    *doors(Action.KEEP_RENEWALS, "renewals:batches_pack", of="pack"),
    *doors(Action.KEEP_RENEWALS, "renewals:batches_give", methods=TAKES, of="pack_file"),
]
PHONES = [
    *doors(Action.KEEP_RENEWALS, "renewals:entries_phone", methods=READS | TAKES, of="renewal.draft"),
    *doors(Action.KEEP_DEVICES, "renewals:device_phone", methods=READS | TAKES, of="device.draft"),
    *doors(Action.KEEP_STANDING_PAPERS, "renewals:enterprise_phone", methods=READS | TAKES),
    *doors(Action.KEEP_RENEWALS, "renewals:batches_phone", methods=READS | TAKES, of="batch"),
    *doors(Action.USE_PORTAL, "renewals:phone_arrived", of="photo_link"),
    *doors(Action.USE_PORTAL, "renewals:phone_end", methods=TAKES, of="photo_link"),
    *doors(EVERYBODY, "phone:page", "phone:machine", methods=READS | TAKES, of="phone"),
    *doors(EVERYBODY, "phone:uploads", "phone:machine_uploads", methods=TAKES, of="phone"),
    *doors(
        EVERYBODY, "phone:upload", "phone:machine_upload", methods=READS | TAKES | DROPS, of="phone_piece"
    ),
]
CONSOLE = [
    *doors(Action.VIEW_REGISTER, "console:renewal_queue", "console:second_queue", "console:withdrawal_queue"),
    *doors(
        Action.VIEW_REGISTER,
        "console:renewal_review",
        methods=READS | TAKES,
        of=CASES,
        step=Action.REVIEW_RENEWALS,
    ),
    *doors(Action.VIEW_REGISTER, "console:renewal_viewing", methods=TAKES, of=CASES),
    *doors(Action.REVIEW_RENEWALS, "console:accept_many", methods=TAKES),
    *doors(Action.REVIEW_RENEWALS, "console:accept_many_confirmed", methods=TAKES),
    *doors(Action.REVIEW_RENEWALS, "console:accepted_many", of="accept_job"),
    *doors(Action.VIEW_REGISTER, "console:task_history"),
    *doors(Action.VIEW_REGISTER, "console:task_history_export", methods=TAKES),
    *doors(Action.VIEW_REGISTER, "console:ratings"),
    *doors(
        Action.VIEW_REGISTER, "console:rating", methods=READS | TAKES, of="rating", step=Action.ANSWER_RATINGS
    ),
    *doors(Action.KEEP_CITY_DATA, "console:review_calendar", methods=READS | TAKES),
    *register("renewals_renewalapplication", Action.VIEW_REGISTER, None, thing="renewal"),
    *register(
        "renewals_opiniontemplate",
        Action.KEEP_OPINIONS,
        Action.KEEP_OPINIONS,
        thing="opinion",
        deletable=True,
    ),
]
DOORS = [*LISTS, *ONE, *BATCHES, *PHONES, *CONSOLE]
