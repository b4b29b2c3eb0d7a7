"""Which page of keys answers whom."""

from __future__ import annotations

from accounts.door_table import CHANGES, READS, TAKES, Holder, Sight, doors
from accounts.policies import Action
from accounts.roles import Duty, Role

SIGHTS = {
    "api_key": Sight(own=frozenset[Holder]({Role.ENTERPRISE_MANAGER})),
    "office_key": Sight(own=frozenset[Holder]({Duty.SECURITY}), foreign=frozenset[Holder]({Duty.SECURITY})),
}
DOORS = [
    *doors(Action.KEEP_OWN_PEOPLE, "api:people-list", methods=READS | TAKES),
    *doors(Action.KEEP_OWN_PEOPLE, "api:people-detail", methods=READS | CHANGES, of="person"),
    *doors(
        Action.KEEP_OWN_PEOPLE,
        "api:people-disable",
        "api:people-enable",
        "api:people-revoke",
        "api:people-reset",
        "api:people-sessions",
        methods=TAKES,
        of="person",
    ),
    *doors(
        Action.VIEW_ENTERPRISES,
        "api:enterprises-list",
        methods=READS | TAKES,
        step=Action.KEEP_ENTERPRISES,
    ),
    *doors(
        Action.VIEW_ENTERPRISES,
        "api:enterprises-detail",
        methods=READS | CHANGES,
        of="enterprise",
        step=Action.KEEP_ENTERPRISES,
    ),
    *doors(Action.KEEP_ACCOUNTS, "api:accounts-list"),
    *doors(Action.KEEP_ACCOUNTS, "api:accounts-detail", of="account"),
    *doors(
        Action.KEEP_ACCOUNTS,
        "api:accounts-disable",
        "api:accounts-enable",
        "api:accounts-unlock",
        methods=TAKES,
        of="account",
    ),
    *doors(Action.KEEP_OWN_PEOPLE, "keys:list"),
    *doors(Action.KEEP_OWN_PEOPLE, "keys:new", methods=READS | TAKES),
    *doors(Action.KEEP_OWN_PEOPLE, "keys:one", of="api_key"),
    *doors(Action.KEEP_OWN_PEOPLE, "keys:revoke", methods=TAKES, of="api_key"),
    *doors(Action.KEEP_ACCOUNTS, "console:api_keys"),
    *doors(Action.KEEP_ACCOUNTS, "console:api_key_new", methods=READS | TAKES),
    *doors(Action.KEEP_ACCOUNTS, "console:api_key", of="office_key"),
    *doors(Action.KEEP_ACCOUNTS, "console:api_key_revoke", methods=TAKES, of="office_key"),
]
