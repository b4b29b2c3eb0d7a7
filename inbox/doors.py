"""Which page of messages, notices and the guide answers whom."""

from __future__ import annotations

from accounts.door_table import HOLDERS, LOGGED_IN, READS, TAKES, Holder, Sight, doors, register
from accounts.policies import Action
from accounts.roles import Duty

ADMIN: frozenset[Holder] = frozenset({Duty.SYSTEM})
SIGHTS = {
    "message": Sight(own=frozenset(HOLDERS)),
    "delivery": Sight(own=ADMIN, foreign=ADMIN),
    "notice": Sight(own=frozenset(HOLDERS), foreign=frozenset(HOLDERS)),
    "notice.hidden": Sight(own=ADMIN, foreign=ADMIN),
    "guide_section": Sight(own=ADMIN, foreign=ADMIN),
    "contact": Sight(own=ADMIN, foreign=ADMIN),
}
DOORS = [
    *doors(LOGGED_IN, "inbox:messages", "inbox:guide"),
    *doors(LOGGED_IN, "inbox:open", methods=TAKES, of="message"),
    *doors(LOGGED_IN, "inbox:read_all", methods=TAKES),
    *doors(Action.USE_PORTAL, "inbox:messages_settings", methods=READS | TAKES),
    *doors(Action.KEEP_DELIVERIES, "console:deliveries"),
    *doors(Action.KEEP_DELIVERIES, "console:delivery_again", methods=TAKES, of="delivery"),
    *doors(Action.KEEP_CITY_DATA, "console:notice_paper", of="notice.hidden"),
    *register("inbox_notice", Action.KEEP_CITY_DATA, Action.KEEP_CITY_DATA, thing="notice", deletable=True),
    *register(
        "inbox_guidesection", Action.KEEP_CITY_DATA, Action.KEEP_CITY_DATA, thing="guide_section", grows=False
    ),
    *register("inbox_contact", Action.KEEP_CITY_DATA, Action.KEEP_CITY_DATA, thing="contact", deletable=True),
]
