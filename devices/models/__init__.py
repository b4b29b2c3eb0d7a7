"""The machines: their records, numbers, and the catalogue versions that describe them."""

from devices.models.catalogue import CatalogueDraft, CatalogueVersion
from devices.models.device import Device
from devices.models.numbers import RegistrationNumber
from devices.models.record import MachineRecord
from devices.models.rules import CityRule

__all__ = ["CatalogueDraft", "CatalogueVersion", "CityRule", "Device", "MachineRecord", "RegistrationNumber"]
