"""The machines: their records, numbers, the catalogue versions that describe them, and imported registers."""

from devices.models.catalogue import CatalogueDraft, CatalogueVersion
from devices.models.device import Device
from devices.models.importing import (
    ImportedMachine,
    ImportJob,
    ImportRow,
    RegisterImport,
    RememberedColumn,
)
from devices.models.numbers import RegistrationNumber
from devices.models.record import MachineRecord
from devices.models.rules import CityRule

__all__ = [
    "CatalogueDraft",
    "CatalogueVersion",
    "CityRule",
    "Device",
    "ImportJob",
    "ImportRow",
    "ImportedMachine",
    "MachineRecord",
    "RegisterImport",
    "RegistrationNumber",
    "RememberedColumn",
]
