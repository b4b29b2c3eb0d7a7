"""Which page of certificates, and of the public check, answers whom."""

from __future__ import annotations

from accounts.door_table import (
    EVERYBODY,
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
SIGHTS = {
    "certificate": Sight(own=FIRM | READERS | TOWN, foreign=READERS),
    "certificates": Sight(own=FIRM | READERS | TOWN, foreign=READERS),  # chosen in the query
    "certified": Sight(own=FIRM | READERS | TOWN, foreign=READERS),  # a machine that has one
    "plated": Sight(own=FIRM | READERS | TOWN, foreign=READERS),
    "plate": Sight(own=frozenset(HOLDERS), foreign=frozenset(HOLDERS)),
}
REGISTER = (Action.USE_PORTAL, Action.VIEW_REGISTER)
DOORS = [
    *doors(REGISTER, "api:certificates-list"),
    *doors(REGISTER, "api:certificates-detail", "api:certificates-content", of="certificate"),
    *doors(REGISTER, "api:certificates-of-device", of="certified"),
    *doors(Action.USE_PORTAL, "certificates:list"),
    *doors(Action.USE_PORTAL, "certificates:export", methods=TAKES),
    *doors(LOGGED_IN, "certificates:file", of="certificate"),
    *doors(LOGGED_IN, "certificates:bundle", methods=READS | TAKES, of="certificates"),
    *doors(LOGGED_IN, "certificates:plates", of="plated"),
    *doors(Action.DOWNLOAD_ARCHIVES, "certificates:archive", of="renewal.issued"),
    *doors(Action.VIEW_UPLOADS, "console:archives"),
    *doors(EVERYBODY, "certificates:verify"),
    *doors(EVERYBODY, "certificates:verify_file", methods=READS | TAKES),
    *doors(EVERYBODY, "certificates:verify_plate", of="plate"),
    *register("certificates_electroniccertificate", Action.VIEW_REGISTER, None, thing="certificate"),
]
