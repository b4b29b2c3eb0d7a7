"""Facts about the tree itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def tracked(*patterns: str) -> list[Path]:
    """Return the repository's files of these patterns that exist, new ones included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    try:
        names = subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive is no checkout
        names = [str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.rglob(pattern)]
    return [
        ROOT / name for name in names if (ROOT / name).is_file() and not name.startswith((".venv", "var/"))
    ]


def places(pattern: str, files: list[Path]) -> list[str]:
    """Return file:line of every match."""
    rule = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if rule.search(line)
    ]


def code() -> list[Path]:
    return [path for path in tracked("*.py", "*.html", "*.js", "*.css") if path != Path(__file__)]


def test_no_python_file_is_longer_than_300_lines():
    long = [path for path in tracked("*.py") if len(path.read_text().splitlines()) > 300]
    assert [str(path.relative_to(ROOT)) for path in long if "migrations" not in path.parts] == []


def test_no_module_is_a_drawer_for_anything():
    drawers = {"utils", "helpers", "common", "misc"}
    assert [
        str(path.relative_to(ROOT)) for path in tracked("*.py") if drawers & {path.stem, *path.parts}
    ] == []


@pytest.mark.parametrize(
    "pattern",
    [r"\|\s*safe\b", r"\bmark_safe\b", r"\bcsrf_exempt\b", r"\b(TODO|FIXME|XXX)\b", r"\.refresh_from_db\("],
)
def test_what_the_house_forbids_is_nowhere(pattern):
    assert places(pattern, code()) == []


def test_templates_hold_no_inline_style_or_script():
    inline = (
        r"\sstyle=|<style\b|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)"
    )
    assert places(inline, tracked("*.html")) == []


def test_templates_load_nothing_from_elsewhere():
    assert places(r"""(\bsrc|<link\b[^>]*\bhref)=["'](https?:)?//""", tracked("*.html")) == []


def test_every_package_is_pinned_exactly_and_has_its_reason():
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    lines = [
        line.split("#")[0].strip()
        for name in (
            "requirements.txt",
            "requirements-observability.txt",
            "requirements-ocr.txt",
            "requirements-dev.txt",
        )
        for line in (ROOT / name).read_text().splitlines()
    ]
    packages = [line for line in lines if line and not line.startswith("-")]
    assert [line for line in packages if "==" not in line] == []
    assert [line for line in packages if f"`{line.split('==')[0].split('[')[0]}`" not in reasons] == []


def test_every_name_from_outside_stands_in_the_example():
    example = (ROOT / ".env.example").read_text()
    settings = [path.read_text() for path in (ROOT / "zhongshan_crane" / "settings").glob("*.py")]
    names = {name for text in settings for name in re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', text)}
    assert len(names) > 15
    assert sorted(name for name in names if not re.search(rf"^#?\s?{name}=", example, re.M)) == []


def test_what_people_bring_goes_through_the_one_place_that_looks_through_it():
    """`store_bytes` is for bytes of our own making and the province's, and for a ZIP whose entries are looked through."""
    makers = {
        "certificates",
        "bulk",
        "demo",
        "provincial_sync",
        "reports",
        "documents",
        "vision",
        "tests",
        "bench",
    }
    others = [
        place for place in places(r"\bstore_bytes\(", tracked("*.py")) if not makers & {*Path(place).parts}
    ]
    assert [place.split(":")[0] for place in others] == ["renewals/batch/papers/receiving.py"]
