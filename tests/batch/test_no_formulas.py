"""The workbook of a batch is opened by people of other firms, too: nothing in it is ever reckoned."""

from __future__ import annotations

import pytest

from accounts.models import Enterprise
from tests.batch.books import downloaded

pytestmark = pytest.mark.django_db


def test_the_name_of_a_firm_is_no_formula_on_the_first_sheet(portal, batch, firm):
    Enterprise.objects.filter(pk=firm.pk).update(name='=HYPERLINK("http://example.invalid","点这里")')
    book = downloaded(portal, batch)
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert str(cell.value).startswith("=HYPERLINK")
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
