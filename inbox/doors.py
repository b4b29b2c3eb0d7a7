"""Which page of messages, notices and the guide answers whom."""

from __future__ import annotations

from accounts.door_table import (
    CHANGES,
    DROPS,
    HOLDERS,
    LOGGED_IN,
    READS,
    TAKES,
    Holder,
    Sight,
    doors,
    register,
)
from accounts.policies import Action
from accounts.roles import Duty, Role

ADMIN: frozenset[Holder] = frozenset({Duty.SYSTEM})
SIGHTS = {
    "message": Sight(own=frozenset(HOLDERS)),
    "delivery": Sight(own=ADMIN, foreign=ADMIN),
    "webhook": Sight(own=frozenset[Holder]({Role.ENTERPRISE_MANAGER})),
    "notice": Sight(own=frozenset(HOLDERS), foreign=frozenset(HOLDERS)),
    "notice.hidden": Sight(own=ADMIN, foreign=ADMIN),
    "guide_section": Sight(own=ADMIN, foreign=ADMIN),
    "contact": Sight(own=ADMIN, foreign=ADMIN),
}
EITHER = (Action.USE_PORTAL, Action.USE_CONSOLE)
DOORS = [
    *doors(EITHER, "api:messages-list"),
    *doors(EITHER, "api:messages-detail", of="message"),
    *doors(EITHER, "api:messages-read", methods=TAKES, of="message"),
    *doors(EITHER, "api:messages-read-all", methods=TAKES),
    *doors(LOGGED_IN, "inbox:messages", "inbox:guide"),
    *doors(LOGGED_IN, "inbox:open", methods=TAKES, of="message"),
    *doors(LOGGED_IN, "inbox:read_all", methods=TAKES),
    *doors(Action.USE_PORTAL, "inbox:messages_settings", methods=READS | TAKES),
    *doors(Action.KEEP_WEBHOOKS, "inbox:webhooks"),
    *doors(Action.KEEP_WEBHOOKS, "inbox:webhooks_new", methods=READS | TAKES),
    *doors(Action.KEEP_WEBHOOKS, "inbox:webhook", of="webhook"),
    *doors(Action.KEEP_WEBHOOKS, "inbox:webhook_change", methods=READS | TAKES, of="webhook"),
    *doors(
        Action.KEEP_WEBHOOKS,
        "inbox:webhook_switch",
        "inbox:webhook_secret",
        "inbox:webhook_test",
        "inbox:webhook_redeliver",
        "inbox:webhook_delete",
        "api:webhooks-secret",
        "api:webhooks-test",
        "api:webhooks-redeliver",
        methods=TAKES,
        of="webhook",
    ),
    *doors(Action.KEEP_WEBHOOKS, "api:webhooks-list", methods=READS | TAKES),
    *doors(Action.KEEP_WEBHOOKS, "api:webhooks-detail", methods=READS | CHANGES | DROPS, of="webhook"),
    *doors(Action.KEEP_WEBHOOKS, "api:webhooks-deliveries", of="webhook"),
    *doors(Action.KEEP_DELIVERIES, "console:deliveries"),
    *doors(Action.KEEP_DELIVERIES, "console:delivery_again", methods=TAKES, of="delivery"),
    *doors(Action.KEEP_CITY_DATA, "console:notice_paper", of="notice.hidden"),
    *register("inbox_notice", Action.KEEP_CITY_DATA, Action.KEEP_CITY_DATA, thing="notice", deletable=True),
    *register(
        "inbox_guidesection", Action.KEEP_CITY_DATA, Action.KEEP_CITY_DATA, thing="guide_section", grows=False
    ),
    *register("inbox_contact", Action.KEEP_CITY_DATA, Action.KEEP_CITY_DATA, thing="contact", deletable=True),
]
