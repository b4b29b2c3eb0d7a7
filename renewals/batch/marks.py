"""What a workbook carries of itself, signed, so that a stranger's, an old or a changed one is noticed."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

FORM = "1"  # of the workbook's layout; raised when an older one can no longer be understood
FIRST = "crane-batch"
WHOLE = Signer(salt="renewals.batch.sheet")
ROW = Signer(salt="renewals.batch.row")


@dataclass(frozen=True, slots=True)
class SheetMark:
    """Whose sheet it is: layout, batch, category, and the catalogue's version."""

    form: str
    batch: int
    category: str
    catalogue: str


@dataclass(frozen=True, slots=True)
class RowMark:
    """Which machine a row belongs to: `renewal` is 0 where none was open, `revision` that of the record."""

    batch: int
    device: int
    renewal: int
    revision: int


def sheet_mark(mark: SheetMark) -> str:
    """The text of the sheet's hidden corner."""
    return WHOLE.sign(f"{FIRST}|{mark.form}|{mark.batch}|{mark.category}|{mark.catalogue}")


def read_sheet_mark(text: str) -> SheetMark | None:
    """The mark, None where the text is none of ours."""
    try:
        first, form, batch, category, catalogue = WHOLE.unsign(text).split("|")
        return SheetMark(form, int(batch), category, catalogue) if first == FIRST else None
    except (BadSignature, ValueError):
        return None


def row_mark(mark: RowMark) -> str:
    """The text of a row's hidden cell."""
    return ROW.sign(f"{mark.batch}.{mark.device}.{mark.renewal}.{mark.revision}")


def read_row_mark(text: str) -> RowMark | None:
    """The mark, None where the text is none of ours or was changed."""
    try:
        return RowMark(*(int(part) for part in ROW.unsign(text).split(".")))
    except (BadSignature, ValueError, TypeError):
        return None
