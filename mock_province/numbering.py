"""The numbers that the platform gives out."""

from datetime import date

from django.conf import settings
from django.db.models import F
from stdnum.iso7064 import mod_37_36

from mock_province.models import Category, NumberSeries

REGION_PREFIX = "粤TA"
LETTERS = {
    Category.TOWER_CRANE: "T",
    Category.CONSTRUCTION_HOIST: "S",
    Category.MATERIAL_HOIST: "W",
    Category.OTHER: "Q",
}
OID_ROOT = "1.2.156.3005.2."
CERTIFICATE_TYPE = "11100000000013338W999"
ISSUER_USCC = "11442000DEM00009XM"
CERTIFICATE_VERSION = "001"
LAST_SERIAL = 99_999


def take(series: str, first: int = 1) -> int:
    """The next number of the series. Call it in a transaction, whose write lock makes it safe."""
    row, _ = NumberSeries.objects.get_or_create(series=series, defaults={"next_number": first})
    NumberSeries.objects.filter(series=series).update(next_number=F("next_number") + 1)
    return row.next_number


def take_acceptance_no(today: date) -> str:
    """E.g. SL20260601-000001."""
    return f"SL{today:%Y%m%d}-{take(f'SL{today:%Y%m%d}'):06d}"


def take_registration_no(category: str, year: int) -> str:
    """E.g. 粤TA-T202600001: place, category letter, year of issue, five digits.

    Raises OverflowError when the year's numbers are used up.
    """
    letter = LETTERS[Category(category)]
    serial = take(f"{letter}{year}", settings.FIRST_SERIAL)
    if serial > LAST_SERIAL:
        raise OverflowError(f"series {letter}{year} is used up")
    return f"{REGION_PREFIX}-{letter}{year}{serial:05d}"


def certificate_no(registration_no: str) -> str:
    """Type, issuer, serial, version and check character (ISO 7064 MOD 37,36).

    The OID root stands on the face alone: the contract allows 64 characters.
    """
    parts = [CERTIFICATE_TYPE, ISSUER_USCC, registration_no.rpartition("-")[2], CERTIFICATE_VERSION]
    return ".".join([*parts, mod_37_36.calc_check_digit("".join(parts))])
