"""Which page of the wiring answers whom: the homes, the public pages, the console's own."""

from __future__ import annotations

from accounts.door_table import EVERYBODY, FIRM, HOLDERS, READS, TAKES, Holder, Sight, doors
from accounts.policies import Action
from accounts.roles import Duty

EVERYONE = frozenset(HOLDERS)
OFFICE = EVERYONE - FIRM
AUDITORS = frozenset[Holder]({Duty.AUDIT})
SIGHTS = {
    "notice_paper": Sight(own=EVERYONE, foreign=EVERYONE),
    "console_app": Sight(own=OFFICE, foreign=OFFICE),
    "autocompleted": Sight(own=OFFICE, foreign=OFFICE),
    "entry": Sight(own=AUDITORS, foreign=AUDITORS),
    "nothing": Sight(own=frozenset()),
}
DOORS = [
    *doors(EVERYBODY, "home", "public:notices", "public:guide", "public:way"),
    *doors(EVERYBODY, "public:notice", of="notice"),
    *doors(EVERYBODY, "public:notice_paper", of="notice_paper"),
    *doors(EVERYBODY, "display", methods=TAKES),
    *doors(EVERYBODY, "interface_schema", "interface_docs"),
    *doors(Action.USE_PORTAL, "portal:home"),
    *doors(Action.USE_CONSOLE, "console:index", methods=READS | TAKES),
    *doors(EVERYBODY, "console:login", methods=READS | TAKES, answers=(302,)),
    *doors(EVERYBODY, "console:logout", methods=TAKES),
    *doors(Action.USE_CONSOLE, "console:jsi18n"),
    *doors(Action.VIEW_ENTERPRISES, "console:autocomplete", of="autocompleted", unseen=(403,)),
    *doors(Action.USE_CONSOLE, "console:app_list", methods=READS | TAKES, of="console_app"),
    *doors(Action.READ_AUDIT, "console:audit_trail"),
    *doors(Action.READ_AUDIT, "console:audit_trail_export", methods=TAKES),
    *doors(Action.ERASE_WORDS, "console:audit_erase", methods=READS | TAKES, of="entry"),
    # What is no page of the console.
    *doors(Action.USE_CONSOLE, "console/(?P<url>.*)$", methods=READS | TAKES, of="nothing"),
    *doors(
        Action.REVOKE_ACCEPTANCE,
        "console:revoke_acceptance",
        methods=READS | TAKES,
        of="renewal.accepted",
    ),
]
