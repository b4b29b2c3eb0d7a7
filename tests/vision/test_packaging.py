"""An optional part: web imports none of its packages, its worker is bounded and alone, and without it nothing runs."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from zhongshan_crane import launch_ground

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("cv2", "onnxruntime", "rapidocr", "pypdfium2")  # openpyxl takes numpy itself where it is
BOUNDS = ("--queues vision", "--concurrency 1", "--max-memory-per-child 600000")
PROCFILE = {"web": "w", "vision": "v", "worker": "x"}


def said_by(code: str, **more: str) -> str:
    """What a fresh process of the system prints."""
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhongshan_crane.settings", **more}
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.strip()


def test_web_imports_nothing_heavy() -> None:
    code = (
        "import sys, zhongshan_crane.wsgi, zhongshan_crane.urls, vision.tasks, vision.views, vision.quality\n"
    )
    code += f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    assert said_by(code, RECOGNITION="on") == "[]"


@pytest.mark.parametrize(("mode", "there"), [("on", "True"), ("off", "False")])
def test_the_timetable_speaks_to_nobody_who_is_not_there(mode, there) -> None:
    code = "from django.conf import settings\nprint('read-pictures' in settings.CELERY_BEAT_SCHEDULE)"
    assert said_by(code, RECOGNITION=mode) == there


def test_a_word_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        said_by("", RECOGNITION="perhaps")
    assert "RECOGNITION" in failure.value.stderr


def test_the_worker_starts_only_where_recognition_is_offered(settings, monkeypatch) -> None:
    monkeypatch.setattr("vision.engine.available", lambda: True)
    settings.VISION_ENGINE, settings.RECOGNITION = "vision.engine", "auto"
    assert "vision" in dict(launch_ground.processes_to_run(PROCFILE))
    settings.RECOGNITION = "off"
    assert "vision" not in dict(launch_ground.processes_to_run(PROCFILE))
    settings.RECOGNITION = "on"
    monkeypatch.setattr("vision.engine.available", lambda: False)
    assert "vision" not in dict(launch_ground.processes_to_run(PROCFILE))


def test_auto_asks_for_the_packages(settings, monkeypatch) -> None:
    from vision.offering import offered

    settings.VISION_ENGINE, settings.RECOGNITION = "vision.engine", "auto"
    for there in (True, False):
        monkeypatch.setattr("vision.engine.available", lambda there=there: there)
        assert offered() is there


def test_every_way_to_start_it_bounds_it() -> None:
    procfile = (ROOT / "Procfile").read_text()
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["vision"]
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read_string((ROOT / "deploy/systemd/crane-vision.service").read_text())
    ways = [
        next(line for line in procfile.splitlines() if line.startswith("vision:")),
        compose["command"],
        unit["Service"]["ExecStart"],
    ]
    assert [bound for way in ways for bound in BOUNDS if bound not in way] == []
    assert (compose["profiles"], compose["build"]["args"]["REQUIREMENTS"]) == (
        ["ocr"],
        "requirements-ocr.txt",
    )
    assert unit["Service"]["MemoryMax"] == "1G"


def test_make_run_installs_it_only_when_asked() -> None:
    def lines(*more: str) -> str:
        command = ["make", "--no-print-directory", "-n", "runtime", *more]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "requirements-ocr.txt" in lines("OCR=1")
    assert "requirements-ocr.txt" not in lines()
