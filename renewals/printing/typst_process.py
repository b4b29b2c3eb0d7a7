"""A process for one print: reads {"design", "fonts", "data", "moment"} from stdin, writes the PDF to stdout.

typst keeps what it has laid out for a next time that never comes: some 5 MB for each form. In a process
of its own that memory goes with the print, and a print that takes too long can be ended.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

NO_GLYPH = "could not be displayed"


def main() -> None:
    """Typeset what stdin asks for; a fault is a traceback on stderr and a non-zero end."""
    os.nice(5)  # pages before paper
    sys.stdout.buffer.write(pdf_of(json.load(sys.stdin.buffer)))


def pdf_of(asked: dict[str, Any]) -> bytes:
    """The PDF/A-2b; a plain PDF where a character is in no font: it shows as a box and keeps no print back."""
    import typst

    try:
        return _compiled(typst, asked, pdf_standards="a-2b")
    except typst.TypstError as fault:
        if NO_GLYPH not in str(fault):
            raise
        return _compiled(typst, asked)


def _compiled(typst: Any, asked: dict[str, Any], **standard: str) -> bytes:
    pdf: bytes = typst.compile(
        asked["design"],
        format="pdf",
        font_paths=[asked["fonts"]],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(asked["data"], ensure_ascii=False)},
        timestamp=asked["moment"],  # of the document's making, in Unix seconds; None: now
        **standard,
    )
    return pdf


if __name__ == "__main__":
    main()
