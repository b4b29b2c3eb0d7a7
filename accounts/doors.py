"""Which page of accounts answers whom."""

from __future__ import annotations

from accounts.door_table import EVERYBODY, FIRM, LOGGED_IN, READS, TAKES, Holder, Sight, doors, register
from accounts.policies import Action
from accounts.roles import Duty, Role

OFFICE: frozenset[Holder] = frozenset({Role.REVIEWER, Role.HEAD, Role.SUPERVISOR, *Duty})
SIGHTS = {
    "enterprise": Sight(own=FIRM | OFFICE, foreign=OFFICE),
    # Of the firm's people, as the portal shows them to their manager.
    "person": Sight(own=frozenset[Holder]({Role.ENTERPRISE_MANAGER})),
    "deletion": Sight(own=frozenset[Holder]({Duty.SECURITY}), foreign=frozenset[Holder]({Duty.SECURITY})),
    # What is shown masked, here the contact of a firm: found by whoever sees the thing itself.
    "masked": Sight(own=FIRM | OFFICE, foreign=OFFICE),
    "privacy_version": Sight(own=FIRM | OFFICE, foreign=FIRM | OFFICE),
    "account": Sight(
        own=frozenset[Holder]({Duty.SECURITY, Duty.AUDIT}),
        foreign=frozenset[Holder]({Duty.SECURITY, Duty.AUDIT}),
    ),
}
DOORS = [
    *doors(EVERYBODY, "accounts:login", methods=READS | TAKES, answers=(200, 302)),
    *doors(EVERYBODY, "accounts:forgotten", methods=READS | TAKES),
    *doors(EVERYBODY, "accounts:link", methods=READS | TAKES, answers=(410,)),  # without a key
    *doors(EVERYBODY, "accounts:forgotten_done"),
    *doors(EVERYBODY, "accounts:logout", methods=TAKES),
    *doors(EVERYBODY, "accounts:acting_end", methods=TAKES),
    # Without a login of which the first half was right it leads back to the login.
    *doors(EVERYBODY, "accounts:second", methods=READS | TAKES, answers=(200, 302)),
    # The other system's login: refused until it is configured.
    *doors(
        EVERYBODY, "accounts:identity", "accounts:identity_arrive", "accounts:identity_left", answers=(409,)
    ),
    *doors(EVERYBODY, "accounts:identity_link", methods=READS | TAKES, answers=(409,)),
    *doors(LOGGED_IN, "accounts:identity_unlink", methods=TAKES),
    *doors(LOGGED_IN, "accounts:security", "accounts:session"),
    *doors(LOGGED_IN, "accounts:session_back", "accounts:continue", answers=(200, 302)),
    *doors(LOGGED_IN, "accounts:prove", methods=READS | TAKES, answers=(200, 302)),
    *doors(
        LOGGED_IN,
        "accounts:session_stay",
        "accounts:own_session_end",
        "accounts:own_sessions_end",
        methods=TAKES,
    ),
    *doors(LOGGED_IN, "accounts:enrol", "accounts:recovery_codes", methods=READS | TAKES, answers=(200, 302)),
    *doors(LOGGED_IN, "accounts:factor_off", methods=TAKES),
    *doors(LOGGED_IN, "accounts:password_change", methods=READS | TAKES),
    *doors(LOGGED_IN, "accounts:password_change_done"),
    *doors(EVERYBODY, "privacy"),
    *doors(EVERYBODY, "privacy_version", of="privacy_version"),
    # Leads on where there is nothing to confirm.
    *doors(LOGGED_IN, "accounts:consent", methods=READS | TAKES, answers=(200, 302)),
    *doors(LOGGED_IN, "accounts:me", methods=READS | TAKES),
    *doors(
        LOGGED_IN,
        "accounts:me_json",
        "accounts:me_workbook",
        "accounts:me_withdraw",
        "accounts:me_deletion",
        methods=TAKES,
    ),
    *doors(Action.KEEP_CITY_DATA, "console:privacy_notice", methods=READS | TAKES),
    *doors(Action.KEEP_ACCOUNTS, "console:deletions"),
    *doors(Action.KEEP_ACCOUNTS, "console:deletion_answer", methods=TAKES, of="deletion"),
    *doors(Action.SEE_PERSONAL_DATA, "console:personal_look", methods=READS | TAKES, of="masked"),
    *doors(Action.KEEP_OWN_PEOPLE, "accounts:people"),
    *doors(Action.KEEP_OWN_PEOPLE, "accounts:people_export", methods=TAKES),
    *doors(Action.KEEP_OWN_PEOPLE, "accounts:people_invite", methods=READS | TAKES),
    *doors(Action.KEEP_OWN_PEOPLE, "accounts:people_person", methods=READS | TAKES, of="person"),
    *doors(Action.KEEP_OWN_PEOPLE, "accounts:people_link", of="person"),
    *doors(
        Action.KEEP_OWN_PEOPLE,
        "accounts:people_disable",
        "accounts:people_enable",
        "accounts:people_revoke",
        "accounts:people_sessions",
        "accounts:people_reset",
        methods=TAKES,
        of="person",
    ),
    *doors(Action.LOOK_AS_FIRM, "console:acting_records"),
    *doors(Action.LOOK_AS_FIRM, "console:acting_export", methods=TAKES),
    *doors(Action.LOOK_AS_FIRM, "console:acting_begin", methods=READS | TAKES, of="enterprise"),
    *doors(
        Action.KEEP_ACCOUNTS,
        "console:account_link",
        "console:account_factor",
        methods=READS | TAKES,
        of="account",
    ),
    *doors(Action.KEEP_ACCOUNTS, "console:firm_invite", methods=READS | TAKES, of="enterprise"),
    *doors(
        Action.KEEP_ACCOUNTS,
        "console:account_sessions",
        "console:account_unlock",
        methods=TAKES,
        of="account",
    ),
    *register("accounts_enterprise", Action.VIEW_ENTERPRISES, Action.KEEP_ENTERPRISES, thing="enterprise"),
    *register("accounts_user", Action.READ_AUDIT, Action.KEEP_ACCOUNTS, thing="account"),
    *doors(Action.KEEP_ACCOUNTS, "console:auth_user_password_change", methods=READS | TAKES, of="account"),
]
