"""Which page of machines, the catalogue, the rules and the imports answers whom."""

from __future__ import annotations

from accounts.door_table import (
    CHANGES,
    DROPS,
    FIRM,
    HOLDERS,
    LOGGED_IN,
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
IMPORTERS: frozenset[Holder] = frozenset({Duty.SYSTEM, Duty.AUDIT})
KEEPERS: frozenset[Holder] = frozenset({Duty.SYSTEM})
SIGHTS = {
    "device": Sight(own=FIRM | READERS | TOWN, foreign=READERS),
    "device.waiting": Sight(own=FIRM | READERS | TOWN, foreign=READERS),
    "device.draft": Sight(own=FIRM),
    "import": Sight(own=IMPORTERS, foreign=IMPORTERS),
    "catalogue_version": Sight(own=KEEPERS, foreign=KEEPERS),
    "catalogue_number": Sight(own=frozenset(HOLDERS), foreign=frozenset(HOLDERS)),
    "catalogue_place": Sight(own=KEEPERS, foreign=KEEPERS),
    "catalogue_paper": Sight(own=KEEPERS, foreign=KEEPERS),
    "catalogue_field": Sight(own=KEEPERS, foreign=KEEPERS),
    "rule": Sight(own=KEEPERS, foreign=KEEPERS),
}
UNAPPROVED = ("device.waiting", "device.draft")
MACHINES = ("device", "device.waiting", "device.draft")
DOORS = [
    *doors(Action.USE_PORTAL, "devices:unapproved"),
    *doors(Action.KEEP_DEVICES, "devices:recognise", methods=TAKES),
    *doors(Action.USE_PORTAL, "devices:unapproved_export", methods=TAKES),
    *doors(Action.USE_PORTAL, "devices:unapproved_add", methods=READS | TAKES, step=Action.KEEP_DEVICES),
    *doors(Action.USE_PORTAL, "devices:detail", of=MACHINES),
    *doors(
        Action.USE_PORTAL,
        "devices:unapproved_edit",
        methods=READS | TAKES,
        of="device.draft",
        step=Action.KEEP_DEVICES,
    ),
    *doors(
        Action.USE_PORTAL,
        "devices:unapproved_submit",
        "devices:unapproved_withdraw",
        "devices:unapproved_delete",
        methods=TAKES,
        of=MACHINES,
        step=Action.KEEP_DEVICES,
    ),
    *doors(Action.USE_PORTAL, "enterprise:page", methods=READS | TAKES, step=Action.KEEP_STANDING_PAPERS),
    *doors(LOGGED_IN, "api:catalogue-list"),
    *doors(LOGGED_IN, "api:catalogue-detail", of="catalogue_number"),
    *doors(Action.USE_PORTAL, "api:enterprise-list"),
    *doors(
        Action.USE_PORTAL,
        "api:standing-papers-list",
        methods=READS | TAKES,
        step=Action.KEEP_STANDING_PAPERS,
    ),
    *doors(
        Action.USE_PORTAL,
        "api:standing-papers-detail",
        methods=DROPS,
        of="paper.standing",
        step=Action.KEEP_STANDING_PAPERS,
    ),
    *doors(Action.USE_PORTAL, "api:intake-batch-list", methods=TAKES, step=Action.KEEP_DEVICES),
    *doors(Action.USE_PORTAL, "api:intake-list", methods=READS | TAKES, step=Action.KEEP_DEVICES),
    *doors(
        Action.USE_PORTAL,
        "api:intake-detail",
        methods=READS | CHANGES | DROPS,
        of=UNAPPROVED,
        step=Action.KEEP_DEVICES,
    ),
    *doors(
        Action.USE_PORTAL,
        "api:intake-submit",
        "api:intake-withdraw",
        methods=TAKES,
        of=UNAPPROVED,
        step=Action.KEEP_DEVICES,
    ),
    *doors(Action.VIEW_REGISTER, "console:intake_queue"),
    *doors(
        Action.VIEW_REGISTER,
        "console:intake_review",
        methods=READS | TAKES,
        of=MACHINES,
        step=Action.REVIEW_INTAKE,
    ),
    *doors(Action.VIEW_REGISTER, "console:intake_viewing", methods=TAKES, of=MACHINES),
    *doors(Action.VIEW_REGISTER, "console:paper", of=("paper", "paper.draft")),
    *register("devices_device", Action.VIEW_REGISTER, None, thing="device"),
    *doors(Action.KEEP_RULES, "console:rules"),
    *doors(Action.KEEP_RULES, "console:rule", methods=READS | TAKES, of="rule"),
    *doors(Action.KEEP_CATALOGUE, "console:catalogue", "console:catalogue_draft"),
    *doors(Action.KEEP_CATALOGUE, "console:catalogue_version", of="catalogue_version"),
    *doors(Action.KEEP_CATALOGUE, "console:catalogue_preview", of="catalogue_place"),
    *doors(Action.KEEP_CATALOGUE, "console:catalogue_number", "console:catalogue_start", methods=TAKES),
    *doors(
        Action.KEEP_CATALOGUE, "console:catalogue_discard", "console:catalogue_tables", methods=READS | TAKES
    ),
    *doors(
        Action.KEEP_CATALOGUE,
        "console:catalogue_parameter",
        "console:catalogue_age",
        "console:catalogue_addition",
        methods=READS | TAKES,
        of="catalogue_place",
    ),
    *doors(Action.KEEP_CATALOGUE, "console:catalogue_paper", methods=READS | TAKES, of="catalogue_paper"),
    *doors(Action.KEEP_CATALOGUE, "console:catalogue_common", methods=READS | TAKES, of="catalogue_field"),
    *doors(Action.KEEP_CATALOGUE, "console:catalogue_drop", methods=TAKES, of="catalogue_place"),
    *doors(Action.PUBLISH_CATALOGUE, "console:catalogue_publish", methods=READS | TAKES),
    *doors(Action.PUBLISH_CATALOGUE, "console:catalogue_back", methods=TAKES, of="catalogue_version"),
    *doors((Action.IMPORT_REGISTER, Action.READ_AUDIT), "console:imports"),
    *doors(Action.IMPORT_REGISTER, "console:imports_upload", methods=TAKES),
    *doors(
        (Action.IMPORT_REGISTER, Action.READ_AUDIT),
        "console:imports_one",
        "console:imports_progress",
        of="import",
    ),
    *doors((Action.IMPORT_REGISTER, Action.READ_AUDIT), "console:imports_export", methods=TAKES, of="import"),
    *doors(
        Action.IMPORT_REGISTER,
        "console:imports_check",
        "console:imports_take",
        methods=TAKES,
        of="import",
    ),
    *doors(Action.VIEW_REGISTER, "api:intake-queue-list", "api:intake-queue-counts"),
    *doors(Action.VIEW_REGISTER, "api:intake-queue-detail", of=MACHINES),
    *doors(
        Action.VIEW_REGISTER,
        "api:intake-decisions-claim",
        "api:intake-decisions-release",
        "api:intake-decisions-take-over",
        "api:intake-decisions-approve",
        "api:intake-decisions-reject",
        methods=TAKES,
        of=MACHINES,
        step=Action.REVIEW_INTAKE,
    ),
]
