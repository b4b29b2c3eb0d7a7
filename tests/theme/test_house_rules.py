"""What holds of every template and every colour of the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (ROOT / "static/css/tokens.css").read_text()))
PAIRS = [
    *[
        (text, ground)
        for text in ("ink", "ink-2", "ink-3", "blue-600")
        for ground in ("paper", "ground", "head")
    ],
    *[(text, "changed") for text in ("ink", "ink-3", "ok", "warn", "bad")],
    *[(tone, f"{tone}-bg") for tone in ("ok", "warn", "bad", "idle")],
    *[("paper", dark) for dark in ("blue-900", "blue-600", "bad", "badge", "ok")],
    ("on-dark", "blue-900"),
    ("blue-700", "blue-50"),
    ("blue-700", "blue-100"),
    ("ink-3", "idle-bg"),
]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_obeys_the_strict_policy(template: Path):
    text = template.read_text()
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)
    assert not re.search(r"\|\s*safe\b|autoescape off|//cdn\.|unpkg", text)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text: str, ground: str):
    light, dark = sorted((luminance(TOKENS[text]), luminance(TOKENS[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
