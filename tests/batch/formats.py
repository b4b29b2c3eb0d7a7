"""The same workbook as other programs save it, byte for byte as far as their formats are known."""

from __future__ import annotations

import io
import struct
import zipfile
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook

SUM = 800  # what a formula of the tests comes to
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def as_xls(book: Workbook) -> bytes:
    """As somebody saves it in the format of 2003; WPS's .et holds the same records."""
    old, kept = xlwt.Workbook(), io.BytesIO()
    for sheet in book.worksheets:
        copy = old.add_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and cell.column <= 256:
                    copy.write(cell.row - 1, cell.column - 1, cell.value)
    old.save(kept)
    return kept.getvalue()


def as_ods(book: Workbook) -> bytes:
    """As LibreOffice saves it: the media type first and unpacked, the cells in content.xml."""
    tables = "".join(_table(sheet) for sheet in book.worksheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
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


def locked_xlsx() -> bytes:
    """An .xlsx with a password: a compound file whose stream is named EncryptedPackage."""
    kept = io.BytesIO()
    old = xlwt.Workbook()
    old.add_sheet("x")
    old.save(kept)
    data = bytearray(kept.getvalue())
    at = data.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le") + b"\x00\x00"
    data[at : at + 66] = name.ljust(64, b"\x00") + struct.pack("<H", len(name))
    return bytes(data)


def as_numbers() -> bytes:
    """What Apple's Numbers keeps."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        package.writestr("Index/Document.iwa", b"\x00\x01")
        package.writestr("Metadata/Properties.plist", b"bplist00")
    return kept.getvalue()


def _table(sheet) -> str:
    rows = "".join(
        f"<table:table-row>{''.join(_cell(cell.value) for cell in row)}</table:table-row>"
        for row in sheet.iter_rows()
    )
    return f'<table:table table:name="{escape(sheet.title)}">{rows}</table:table>'


def _cell(value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if str(value).startswith("="):  # with the value that the program kept of it
        formula = f'table:formula="of:{value}" office:value-type="float" office:value="{SUM}"'
        return f"<table:table-cell {formula}/>"
    text = escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
