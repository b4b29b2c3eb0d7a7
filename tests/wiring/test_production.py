"""Production refuses to start half configured, and says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = {
    "DJANGO_DEBUG": "off",
    "DJANGO_SECRET_KEY": "0123456789abcdefghij" * 3,
    "DJANGO_ALLOWED_HOSTS": "crane.example.gov.cn",
    "PUBLIC_BASE_URL": "https://crane.example.gov.cn",
    "PROVINCE_APP_SECRET": "a-real-one",
    "DATA_KEY": "a-key-of-personal-data-0123456789abcdef",
    "AUDIT_KEY": "a-key-of-the-record-0123456789abcdef",
    "AUDIT_ANCHOR_EMAILS": "anchors@example.com",
}


def started(tmp_path: Path, *command: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run a management command under these surroundings alone."""
    given = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **surroundings}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=given, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("missing", "value"),
    [
        ("DJANGO_SECRET_KEY", ""),
        ("DJANGO_SECRET_KEY", "short"),
        ("DJANGO_ALLOWED_HOSTS", ""),
        ("DJANGO_ALLOWED_HOSTS", "*"),
        ("DATA_KEY", ""),
        ("DATA_KEY", "demo-only-data-key-not-for-production"),
        ("AUDIT_KEY", "short"),
    ],
)
def test_without_debug_it_does_not_start_before_it_is_told_its_secret_and_hosts(tmp_path, missing, value):
    run = started(tmp_path, "check", **{**WHOLE, missing: value})
    assert run.returncode != 0
    assert f"{missing} 未设置" in run.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "data_key"
    file.write_text(WHOLE["DATA_KEY"])
    rest = {name: value for name, value in WHOLE.items() if name != "DATA_KEY"}
    assert started(tmp_path, "check", **rest, DATA_KEY_FILE=str(file)).returncode == 0


def test_an_unknown_set_of_algorithms_is_refused_with_those_that_exist(tmp_path):
    run = started(tmp_path, "check", CRYPTO_PROFILE="rot13")
    assert (run.returncode != 0, "gm(国密)" in run.stderr) == (True, True)


def test_a_whole_configuration_passes_the_deployment_checks(tmp_path):
    run = started(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **WHOLE)
    assert run.returncode == 0, run.stderr


def test_pushing_into_the_inner_network_is_found(tmp_path):
    run = started(tmp_path, "check", "--deploy", **WHOLE, WEBHOOK_ALLOW_INTERNAL="on")
    assert "zhongshan_crane.W006" in run.stderr


def test_every_cookie_carries_the_mark_of_its_host(tmp_path):
    names = ("SESSION", "CSRF", "MESSAGE", "LARGE_TYPE")
    asked = "; ".join(
        ["from django.conf import settings", *(f"print(settings.{name}_COOKIE_NAME)" for name in names)]
    )
    run = started(tmp_path, "shell", "--no-imports", "-c", asked, **WHOLE)
    assert [line.startswith("__Host-") for line in run.stdout.split()] == [True] * 4, run.stderr


def test_the_demo_secret_of_the_province_is_found(tmp_path):
    run = started(tmp_path, "check", "--deploy", **{**WHOLE, "PROVINCE_APP_SECRET": ""})
    assert (run.returncode, "PROVINCE_APP_SECRET" in run.stderr) == (1, True)


def test_a_platform_of_text_messages_without_its_address_is_found(tmp_path):
    adapter = {"SMS_BACKEND": "inbox.channels.sms_http.HttpSms", "SMS_APP_KEY": "k", "SMS_APP_SECRET": "s"}
    run = started(tmp_path, "check", "--deploy", **{**WHOLE, **adapter})
    assert (run.returncode, "未设置 SMS_URL" in run.stderr) == (1, True)
    run = started(tmp_path, "check", "--deploy", **{**WHOLE, **adapter, "SMS_URL": "https://sms.example"})
    assert run.returncode == 0


@pytest.mark.parametrize("hours", ["21", "21,8,9", "21,24", "evening"])
def test_quiet_hours_that_are_none_are_refused_in_words(tmp_path, hours):
    run = started(tmp_path, "check", SMS_QUIET_HOURS=hours)
    assert "SMS_QUIET_HOURS 须写成" in run.stderr


@pytest.mark.django_db
def test_an_account_with_the_published_password_is_found_and_named(make_user):
    from django.core.checks import run_checks

    make_user("admin2", "administrator")
    found = [
        check for check in run_checks(include_deployment_checks=True) if check.id == "zhongshan_crane.E002"
    ]
    assert ["admin2" in str(check.hint) for check in found] == [True]


def test_a_wrong_policy_is_refused_with_the_values_that_exist(tmp_path):
    run = started(tmp_path, "check", INTAKE_POLICY="maybe")
    assert "local_only" in run.stderr


def test_a_half_configured_identity_platform_is_refused(tmp_path):
    for given in ({"OIDC_ISSUER": "http://id.example.gov.cn"}, {"OIDC_ISSUER": "https://id.example.gov.cn"}):
        run = started(tmp_path, "check", **WHOLE, **given)
        assert (run.returncode != 0, "OIDC_" in run.stderr) == (True, True)


def test_an_unknown_role_for_the_second_factor_is_refused(tmp_path):
    run = started(tmp_path, "check", OTP_REQUIRED_ROLES="reviewer,chief")
    assert (run.returncode != 0, "没有这样的角色：chief" in run.stderr) == (True, True)


def test_a_door_for_the_worker_s_figures_without_a_port_is_refused(tmp_path):
    run = started(tmp_path, "check", WORKER_METRICS_LISTEN="127.0.0.1")
    assert (run.returncode != 0, "WORKER_METRICS_LISTEN 须写成" in run.stderr) == (True, True)
