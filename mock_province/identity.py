"""When two hand-overs speak of the same machine."""

import re
import unicodedata


def number_key(registration_no: str) -> str:
    """A registration number without width, case, spaces and hyphens."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", registration_no)).upper()


def machine_key(device: dict[str, str]) -> str:
    """Category, maker and serial number, which one machine alone has."""
    return "|".join([device["category"], _squeezed(device["manufacturer"]), _squeezed(device["serialNo"])])


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
