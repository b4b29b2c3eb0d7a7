"""One register as offices keep it, in the formats of several programs: merged titles, the header on line 3, odd cells."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook

from tests.batch.formats import NAMESPACES, ODS
from tests.imports.files import HEADS, code_of

TITLE = "中山市建筑起重机械产权备案台账"
SUBTITLE = "填报单位：示例市住房和城乡建设局　截至2026年11月"
FIRST = 4  # the line of the first machine: title, subtitle, header


def odd_rows() -> list[list[Any]]:
    """Machines as they stand in such files; an empty line and a line of blanks among them."""
    firm, code = "中山示例台账有限公司", code_of(1)
    rest = [firm, code, 63.0, 13800138000.0]
    return [
        [1.0, "粤T-T00001", "塔吊", "QTZ63(TC5013)", 12345.0, "广东示例机械有限公司", dt.date(2015, 6, 1), *rest],
        [2.0, "粤T-T00002", "塔吊", "QTZ63(TC5013)", "00123", "广东示例机械有限公司", "2015.6.1", *rest],
        [],
        [3.0, "粤Ｔ－Ｔ００００３", "塔 吊", "ＱＴＺ６３（ＴＣ５０１３）", "Ａ００３", "广东示例机械有限公司", "2015年6月", *rest],
        ["", " ", "　"],
        [4.0, "粤T-T00004", "塔吊", "QTZ63(TC5013)", "A004", "广东示例机械有限公司", 42156.0, *rest],
        [5.0, "粤T-T00005", "塔吊", "QTZ63(TC5013)", "12346.0", "广东示例机械有限公司", "２０１５/６/１", *rest],
    ]  # fmt: skip


def as_xlsx(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """As Excel saves it."""
    book, kept = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append([TITLE])
    sheet.append([SUBTITLE])
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    for line in (1, 2):
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(heads))
    book.save(kept)
    return kept.getvalue()


def as_xls(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """As Excel 2003 and WPS (.et) save it."""
    book, kept = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("台账")
    sheet.write_merge(0, 0, 0, len(heads) - 1, TITLE)
    sheet.write_merge(1, 1, 0, len(heads) - 1, SUBTITLE)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for line, row in enumerate([list(heads), *rows], start=2):
        for place, value in enumerate(row):
            style = (day,) if isinstance(value, dt.date) else ()
            sheet.write(line, place, value, *style)
    book.save(kept)
    return kept.getvalue()


def as_ods(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """As LibreOffice saves it: covered cells below a merge, repeated empty cells, and the sheet filled up with empty lines."""
    span = f'table:number-columns-spanned="{len(heads)}" table:number-rows-spanned="1"'
    titles = "".join(
        f'<table:table-row><table:table-cell {span} office:value-type="string"><text:p>{escape(text)}</text:p>'
        f'</table:table-cell><table:covered-table-cell table:number-columns-repeated="{len(heads) - 1}"/></table:table-row>'
        for text in (TITLE, SUBTITLE)
    )
    body = "".join(_row(row, len(heads)) for row in [list(heads), *rows])
    filled = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="台账">{titles}{body}{filled}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/></manifest:manifest>'
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), ODS)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return kept.getvalue()


def _row(row: Sequence[Any], width: int) -> str:
    left = width - len(row)
    blank = f'<table:table-cell table:number-columns-repeated="{left}"/>' if left else ""
    return f"<table:table-row>{''.join(map(_cell, row))}{blank}</table:table-row>"


def _cell(value: Any) -> str:
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"><text:p>{value}</text:p></table:table-cell>'
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value:g}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
