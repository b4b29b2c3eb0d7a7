"""PDF files that do more than show pages, written byte by byte, each by another trick."""

from __future__ import annotations

import io
import zlib

from tests.documents.sample_files import pdf, zipped

Object = tuple[int, bytes]
JS = b"<</S/JavaScript/JS(app.alert(1))>>"
URI = b"<</S/URI/URI(http://elsewhere.example)>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>"


def written(objects: list[Object], *, after: bytes = b"") -> bytes:
    """A PDF of these objects with a right table; `after` stands before the table and is in no table."""
    out, at = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects:
        at[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    out.write(after)
    table, size = out.tell(), max(at) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % at[number] if number in at else b"0000000000 00000 f \n")
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table))
    return out.getvalue()


def book(catalogue: bytes = b"", page: bytes = b"", *others: Object, after: bytes = b"") -> bytes:
    """One page; more in its catalogue, its page, and among its objects."""
    return written(
        [
            (1, b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue),
            (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
            (3, PAGE % page),
            *others,
        ],
        after=after,
    )


def object_stream(content: bytes, *, filters: bytes = b"/FlateDecode", kind: bytes = b"/ObjStm") -> bytes:
    packed = b"<</Type%s/N 1/First 4/Filter%s/Length %d>>\nstream\n%s\nendstream"
    return packed % (kind, filters, len(content), content)


def revised() -> bytes:
    """An active file whose later revision shows a passive catalogue: the script is in no reachable object."""
    first = book(b"/OpenAction 9 0 R", b"", (9, JS))
    catalogue = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    table = b"xref\n1 1\n%010d 00000 n \ntrailer\n<</Size 10/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return first + catalogue + table % (len(first), first.rindex(b"xref\n0"), len(first) + len(catalogue))


def annotated(subtype: bytes) -> bytes:
    return book(b"", b"/Annots[<</Type/Annot/Subtype%s/Rect[0 0 9 9]>>]" % subtype)


HIDDEN = b"9 0 " + JS
ACTIVE: dict[str, bytes] = {
    "script at opening": book(b"/OpenAction" + JS),
    "script with escaped names": book(b"/OpenAction<</S/Java#53cript/J#53(a)>>"),
    "address at opening": book(b"/OpenAction" + URI),
    "address after a page turn": book(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next%s>>" % URI),
    "printing at opening": book(b"/OpenAction<</S/Named/N/Print>>"),
    "address at closing": book(b"/AA<</WC%s>>" % URI),
    "address when a page shows": book(b"", b"/AA<</O%s>>" % URI),
    "program": book(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "another file": book(b"", b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/GoToR/F(x)/D[0/Fit]>>>>]"),
    "stream of another file": book(
        b"", b"/Contents 4 0 R", (4, b"<</Length 0/F(\\\\\\\\h\\\\x)>>\nstream\n\nendstream")
    ),
    "form that asks": book(b"/AcroForm<</XFA 9 0 R/Fields[]>>", b"", (9, b"(x)")),
    "embedded file": pdf(lambda writer: writer.add_attachment("a.exe", b"MZ")),
    "portfolio": book(b"/Collection<</View/D>>"),
    **{f"annotation {kind}": annotated(kind.encode()) for kind in ("/3D", "/Screen", "/Sound", "/RichMedia")},
    "script that nothing refers to": book(b"", b"", (9, JS)),
    "script in an older revision": revised(),
    "second catalogue beside the table": book(
        after=b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction%s>>\nendobj\n" % JS
    ),
    "lost object stream": book(b"", b"", (8, object_stream(zlib.compress(HIDDEN)))),
    "lost object stream, twice packed": book(
        b"",
        b"",
        (
            8,
            object_stream(
                zlib.compress(HIDDEN).hex().encode() + b">", filters=b"[/ASCIIHexDecode/FlateDecode]"
            ),
        ),
    ),
    "lost object stream, escaped": book(
        b"", b"", (8, object_stream(zlib.compress(HIDDEN), filters=b"/Fl#61teDecode", kind=b"/Obj#53tm"))
    ),
}
PASSIVE: dict[str, bytes] = {
    "plain": book(),
    "shows a page at opening": book(b"/OpenAction[3 0 R/Fit]"),
    "goes to a page at opening": book(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
    "has a link that somebody may follow": book(b"", b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A%s>>]" % URI),
    "has a font of that name": book(
        b"", b"/Resources<</Font<</AA<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    ),
    "has an object stream": book(b"", b"", (8, object_stream(zlib.compress(b"9 0 <</A 1>>")))),
    "ends in blanks": book() + b"\r\n\0\0",
    "is bytes that look like a short name": book(b"", b"", (9, b"<</Length 5>>\nstream\n/JS  \nendstream")),
}
MORE: dict[str, bytes] = {
    "a ZIP behind": book() + zipped({"a.exe": b"MZ" * 99}),
    "a page behind": book() + b"<script>alert(1)</script>",
    "a ZIP inside": book(
        b"", b"", (9, b"<</Length 9>>\nstream\n" + zipped({"a.class": b"\xca\xfe"}) + b"\nendstream")
    ),
}
BOMBS: dict[str, bytes] = {
    "object streams without end": book(
        b"", b"", *((n, object_stream(zlib.compress(b" " * 74_000_000, 9))) for n in range(10, 13))
    ),
    "objects written into each other": book(b"", b"", (9, b"1 0 obj<</Type/ObjStm " * 80_000)),
}
