"""What stands in deploy/: every figure that it names exists, every alarm is explained, every file can be read."""

from __future__ import annotations

import configparser
import datetime as dt
import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from provincial_sync.models import FeedPosition

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
RULES = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text())
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((DEPLOY / "grafana" / "dashboard.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
# Told by a server of the database alone.
OF_A_SERVER = {"crane_database_connections", "crane_database_connections_most"}


def expressions() -> list[str]:
    return [rule["expr"] for rule in ALERTS] + [one["expr"] for panel in PANELS for one in panel["targets"]]


@pytest.fixture
def offered(client, db, settings, tmp_path) -> dict[str, dict[str, set[str]]]:
    """Name of a series → its labels and their values, with everything at hand that may be missing."""
    from zhongshan_crane.backups.manifest import MANIFEST
    from zhongshan_crane.monitoring import counters

    settings.BACKUP_DIR = str(tmp_path)
    backup = tmp_path / f"{timezone.localtime() - dt.timedelta(hours=1):%Y%m%d-%H%M%S}"
    backup.mkdir()
    (backup / MANIFEST).write_text("{}")
    FeedPosition.objects.create(pk=1, read_at=timezone.now())
    client.get("/accounts/login/")
    counters.note_task(task="one", seconds=1)
    counters.note_failure("one")
    found: dict[str, dict[str, set[str]]] = {}
    for family in text_string_to_metric_families(client.get("/metrics").content.decode()):
        found.setdefault(family.name, {})
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return found


def test_every_figure_that_rules_and_dashboard_name_is_offered(offered):
    named = {name for text in expressions() for name in re.findall(r"\bcrane_\w+", text)}
    assert len(named) > 20
    beyond = OF_A_SERVER if connection.vendor == "sqlite" else set()
    assert named - offered.keys() - beyond == set()


def test_every_label_by_which_they_choose_is_one_of_the_figure_s(offered):
    chosen = [match for text in expressions() for match in re.findall(r"\b(crane_\w+)\{([^}]*)\}", text)]
    assert len(chosen) > 5
    for name, conditions in chosen:
        for label, sign, value in re.findall(r'(\w+)(=~|!=|=)"([^"]*)"', conditions):
            assert label in offered[name], (name, label)
            if not name.startswith("crane_request"):  # what nobody has asked for has no series
                assert set(value.split("|")) <= offered[name][label], (name, value, sign)


def test_every_figure_that_is_offered_is_shown(offered):
    shown = " ".join(expressions())
    families = {re.sub(r"_(count|sum|bucket|created)$", "", name) for name in offered}
    assert {name for name in families if name not in shown and f"{name}_total" not in offered} == set()


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_every_alarm_says_in_chinese_what_it_is_and_has_its_section(rule):
    assert re.search(r"[\u4e00-\u9fff]", rule["annotations"]["summary"])
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    section = re.search(rf"^### {rule['alert']}\n(.+?)(?=^#|\Z)", operations(), re.M | re.S)
    assert section, f"docs/operations.md has no section {rule['alert']}"
    assert "**Do:**" in section[1]


def test_no_section_is_left_of_an_alarm_that_is_gone():
    sections = set(re.findall(r"^### (Crane\w+)$", operations(), re.M))
    assert sections == {rule["alert"] for rule in ALERTS}


def operations() -> str:
    return (ROOT / "docs" / "operations.md").read_text()


def test_the_dashboard_speaks_chinese():
    assert [
        panel["title"] for panel in DASHBOARD["panels"] if not re.search(r"[\u4e00-\u9fff]", panel["title"])
    ] == []


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").iterdir()), ids=lambda path: path.name)
def test_a_unit_names_programs_settings_and_bounds_that_exist(path):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text())
    assert unit["Unit"]["Description"]
    if path.suffix != ".service":
        return
    service = unit["Service"]
    assert re.search(r"zhongshan_crane\.wsgi|--app zhongshan_crane (worker|beat)", service["ExecStart"])
    assert 0 < int(service["TimeoutStopSec"]) <= 35
    assert (service["User"], service["NoNewPrivileges"], service["ProtectSystem"]) == (
        "crane",
        "yes",
        "strict",
    )


def test_who_stops_a_worker_waits_longer_than_the_worker_itself():
    worker = (DEPLOY / "systemd" / "crane-worker@.service").read_text()
    patience = int(re.search(r"TimeoutStopSec=(\d+)", worker)[1])
    assert patience > django_settings.WORKER_STOP_SECONDS
