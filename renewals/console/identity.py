"""Whose and which machine it is: the old certificate beside the application, as the page's head shows it."""

from __future__ import annotations

from dataclasses import dataclass

from renewals.comparing import rows_of
from renewals.models import RenewalApplication
from renewals.review_points import ReadCase

# What names a machine on its certificate (照面), in the order of the certificate.
NAMING = (
    "device.old_registration_number",
    "device.manufacturer",
    "device.model",
    "device.factory_number",
    "device.manufacture_date",
    "device.old_registration_date",
)
OWNER = "产权单位"


@dataclass(frozen=True, slots=True)
class Named:
    """One item: as the city holds it from the old certificate, and as it was submitted."""

    label: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same; what the city never held cannot differ."""
        return bool(self.old) and self.old != self.new


@dataclass(frozen=True, slots=True)
class Identity:
    """The items that name machine and owner."""

    items: list[Named]

    @property
    def differing(self) -> int:
        """How many are not as on the old certificate."""
        return sum(item.differs for item in self.items)


def identity_of(renewal: RenewalApplication, case: ReadCase) -> Identity:
    """From what was read of the case; the owner's name is the one of today beside the one of the submission."""
    rows = {row.path: row for row in rows_of(case.groups)}
    named = [Named(rows[path].label, rows[path].old, rows[path].new) for path in NAMING if path in rows]
    owner = Named(OWNER, renewal.enterprise.name, str(case.submission.body["owner"]["name"]))
    return Identity([*named[:1], owner, *named[1:]])
