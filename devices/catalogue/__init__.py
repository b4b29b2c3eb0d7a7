"""The parameter catalogue: the one list from which forms, checks, Excel, PDF and payloads derive."""

from __future__ import annotations

from devices.catalogue.faults import CatalogueError
from devices.catalogue.loading import built_in, from_data, to_data
from devices.catalogue.papers import AttachmentRequirement, RequiredAttachment
from devices.catalogue.schema import (
    Category,
    Choice,
    CommonField,
    Condition,
    Field,
    Parameter,
    Phase,
)
from devices.catalogue.version import Catalogue, Township

__all__ = [
    "AttachmentRequirement",
    "Catalogue",
    "CatalogueError",
    "Category",
    "Choice",
    "CommonField",
    "Condition",
    "Field",
    "Parameter",
    "Phase",
    "RequiredAttachment",
    "Township",
    "built_in",
    "from_data",
    "to_data",
]
