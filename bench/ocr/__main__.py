"""`make bench-ocr`: what is found and right on drawn plates and certificates, what it takes; `--write` keeps it in docs/recognition.md.

OCR_PICTURES (default 120): pictures at moderate noise; a third of that at the two other levels each. Seeds of measuring
alone: nothing is tuned on these pictures. `--tuning` takes the other seeds, and names what went wrong. OCR_READINGS keeps
what was read in that folder, so that rules can be tried without reading again.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import django

DOC = Path(__file__).parent.parent.parent / "docs" / "recognition.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def main() -> None:
    """Measure every level and print its table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
    django.setup()
    from vision import engine

    if not engine.available():
        sys.exit("识别的软件包没有安装: pip install -r requirements-ocr.txt")
    from bench.ocr import measuring, tables

    tuning = "--tuning" in sys.argv
    count = int(os.environ.get("OCR_PICTURES", "120"))
    parts = {"clean": count // 3, "moderate": count, "hard": count // 3}
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=measuring.prepare) as reader:
        levels = [measuring.measured(level, number, reader, tuning=tuning) for level, number in parts.items()]
    lines = list(tables.lines(levels))
    print("\n".join(lines))  # noqa: T201
    if tuning:
        print("\n".join(tables.mistakes(levels)))  # noqa: T201
    if "--write" in sys.argv and not tuning:
        text = DOC.read_text("utf-8")
        before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
        DOC.write_text(before + "\n" + "\n".join(lines) + "\n" + after, "utf-8")


if __name__ == "__main__":
    main()
