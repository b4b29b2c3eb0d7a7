"""The certificate's file: A4, PDF/A-2b, typeset by typst with the packaged font alone."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from mock_province.face import Face

TEMPLATE = Path(__file__).resolve().parent / "design" / "certificate.typ"
# A page takes some hundredths of a second; several at once would only contend for the processor.
_one_at_a_time = Lock()


def render(face: Face) -> bytes:
    """The PDF's bytes."""
    inputs = {"face": json.dumps(face, ensure_ascii=False), "qr": qr_svg(face["verifyUrl"])}
    with _one_at_a_time:
        return _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards="a-2b")


def qr_svg(text: str) -> str:
    """A vector QR code, without a quiet zone: the certificate's paper gives it."""
    import segno

    drawing = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawing, kind="svg", border=0, xmldecl=False, dark="#222222")
    return drawing.getvalue().decode()


@cache
def _compiler() -> Any:
    """One for all pages, so that form and fonts are read once; imported here, as other pages need neither."""
    import manimgx_fonts_cjk
    import typst

    fonts = str(Path(manimgx_fonts_cjk.__file__).parent)
    return typst.Compiler(str(TEMPLATE), font_paths=[fonts], ignore_system_fonts=True)
