"""From the TOML files (or the JSON of a stored version) to the catalogue, and back.

A stored version is the merged text of the files as canonical JSON; whatever has an order is a list,
because a JSON column of PostgreSQL forgets the order of keys.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from devices.catalogue import parsing
from devices.catalogue.faults import CatalogueError
from devices.catalogue.schema import Data
from devices.catalogue.version import Catalogue
from ground.digests import sm3_hex

FOLDER = Path(__file__).parent
FILES = ("catalogue.toml", "common_fields.toml", "attachments.toml", "regions.toml", "limits.toml")


@cache
def built_in() -> Catalogue:
    """The catalogue that ships with the product."""
    return from_data(read_files(FOLDER))


def read_files(folder: Path) -> Data:
    """The merged entries of all files; CatalogueError names a file that is not TOML."""
    merged: Data = {}
    for name in FILES:
        try:
            part = tomllib.loads((folder / name).read_text("utf-8"), parse_float=Decimal)
        except (tomllib.TOMLDecodeError, OSError) as fault:
            raise CatalogueError(name, str(fault)) from fault
        merged.update(part)
    return merged


def from_data(data: Data) -> Catalogue:
    """The catalogue of merged entries; CatalogueError names the entry that is wrong."""
    source = canonical_json(data)
    return parsing.catalogue(json.loads(source), source=source, digest=sm3_hex(source.encode()))


def to_data(catalogue: Catalogue) -> Data:
    """The JSON-ready entries from which `from_data` makes the same catalogue again."""
    data: Data = json.loads(catalogue.source)
    return data


def canonical_json(data: Data) -> str:
    """Sorted keys, no spaces, decimals and dates as strings: equal entries give equal bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise CatalogueError("catalogue", f"不能保存这种内容：{type(value).__name__}")
