"""A found value in the stored form of the field that it is for."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from devices.forms import CatalogueField, RecordForm
from devices.recognised.agreeing import MONTH
from devices.recognition import Found


def told(found: Found) -> str:
    """What the paper says: year and month alone where no more stands there (2015.10), else the value."""
    return found.value[:MONTH] if "month_only" in found.doubts else found.value


def stored(form: RecordForm, path: str, typed: str) -> str:
    """The stored form of what is typed; empty where the form has no such field, or it cannot take it."""
    field = form.fields.get(path)
    if not isinstance(field, CatalogueField) or not typed:
        return ""
    try:
        return field.clean(typed)
    except ValidationError:
        return ""
