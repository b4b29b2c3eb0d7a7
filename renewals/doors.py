"""Which page of renewals, batches and photo links answers whom."""

from __future__ import annotations

from accounts.door_table import (
    CHANGES,
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
    "renewal.paper": OF_THE_FIRM,
    "rating": HANDED_IN,
    "accept_job": Sight(own=frozenset[Holder]({Role.REVIEWER})),  # each reviewer's own
    "interface_job": OF_THE_FIRM,
    "batch": OF_THE_FIRM,
    "pack": OF_THE_FIRM,
    "batch_machine": Sight(own=FIRM),
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
        "renewals:batches_readings",
        "renewals:batches_reading_progress",
        of="batch",
    ),
    *doors(Action.KEEP_RENEWALS, "renewals:batches_read", methods=TAKES, of="batch"),
    *doors(Action.KEEP_RENEWALS, "renewals:batches_take", methods=TAKES, of="batch_machine"),
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
    *doors(Action.VIEW_REGISTER, "console:renewal_agreement", of=CASES),
    *doors(Action.REVIEW_RENEWALS, "console:renewal_overrule", methods=TAKES, of=CASES),
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
SEES = (Action.USE_PORTAL, Action.VIEW_REGISTER)
MACHINES = ("device", "device.waiting", "device.draft")
INTERFACE = [
    *doors(SEES, "api:devices-list", "api:renewals-list", "api:history-list"),
    *doors(SEES, "api:devices-detail", of="device"),
    *doors(SEES, "api:devices-history", of=MACHINES),
    *doors(SEES, "api:devices-renewal", methods=TAKES, of=MACHINES, step=Action.KEEP_RENEWALS),
    *doors(SEES, "api:devices-precheck", methods=TAKES, of=MACHINES, step=Action.USE_PORTAL),
    *doors(SEES, "api:renewals-detail", methods=READS | CHANGES, of=CASES, step=Action.KEEP_RENEWALS),
    *doors(SEES, "api:renewals-rounds", of=CASES),
    *doors(SEES, "api:renewals-precheck", methods=TAKES, of=CASES, step=Action.USE_PORTAL),
    *doors(SEES, "api:renewals-attachments", methods=READS | TAKES, of=CASES, step=Action.KEEP_RENEWALS),
    *doors(SEES, "api:renewals-attachment", methods=DROPS, of="renewal.paper", step=Action.KEEP_RENEWALS),
    *doors(
        SEES,
        "api:renewals-submit",
        "api:renewals-joint-submit",
        "api:renewals-withdraw",
        "api:renewals-request-withdrawal",
        methods=TAKES,
        of=CASES,
        step=Action.KEEP_RENEWALS,
    ),
    *doors(Action.USE_PORTAL, "api:renewals-batch-list", methods=TAKES, step=Action.KEEP_RENEWALS),
    *doors(Action.USE_PORTAL, "api:renewals-submit-many-list", methods=TAKES, step=Action.KEEP_RENEWALS),
    *doors(Action.USE_PORTAL, "api:jobs-list"),
    *doors(Action.USE_PORTAL, "api:jobs-detail", of="interface_job"),
    *doors(
        Action.USE_PORTAL, "api:jobs-cancel", methods=TAKES, of="interface_job", step=Action.KEEP_RENEWALS
    ),
    *doors(SEES, "api:renewals-void", methods=TAKES, of=CASES, step=Action.VOID_RENEWAL),
    *doors(SEES, "api:renewals-rate", methods=TAKES, of=CASES, step=Action.RATE_SERVICE),
]
QUEUES = [
    *doors(Action.VIEW_REGISTER, "api:renewal-queue-list", "api:renewal-queue-counts"),
    *doors(Action.VIEW_REGISTER, "api:renewal-queue-detail", of=CASES),
    *doors(
        Action.VIEW_REGISTER,
        "api:renewal-decisions-claim",
        "api:renewal-decisions-release",
        "api:renewal-decisions-take-over",
        "api:renewal-decisions-accept",
        "api:renewal-decisions-reject",
        "api:renewal-decisions-accept-both",
        "api:renewal-decisions-register-and-reject",
        "api:renewal-decisions-reject-both",
        "api:renewal-decisions-send-back",
        "api:renewal-decisions-agree-withdrawal",
        "api:renewal-decisions-decline-withdrawal",
        methods=TAKES,
        of=CASES,
        step=Action.REVIEW_RENEWALS,
    ),
]
DOORS = [*LISTS, *ONE, *BATCHES, *PHONES, *CONSOLE, *INTERFACE, *QUEUES]
