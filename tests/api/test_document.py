"""docs/api.md as written: its programs are run against a living server, and renew ten machines each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from inbox.webhooks.signing import headers_of
from renewals.models import RenewalApplication
from tests.api.caller import key_of
from tests.api.made_client import CONFIG
from tests.cases import MODEL, registered

FILE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", FILE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
PROGRAMS = {
    "curl": ["bash", next(text for kind, text in BLOCKS if kind == "bash")],
    "Python": [
        sys.executable,
        next(text for kind, text in BLOCKS if kind == "python" and "import httpx" in text),
    ],
}


@pytest.mark.parametrize("way", PROGRAMS)
@pytest.mark.django_db(transaction=True)
def test_its_programs_renew_ten_machines(way, live_server, manager, reviewer, tmp_path) -> None:
    shell, text = PROGRAMS[way]
    if not all(shutil.which(name) for name in (shell, "curl")):
        pytest.skip("no bash or curl on this machine")
    for number in range(1, 13):
        assert registered(manager, reviewer, number).model == MODEL
    program = tmp_path / "program"
    program.write_text(text, "utf-8")
    surroundings = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONIOENCODING": "utf-8",
        "LANG": "C.UTF-8",
        "TMPDIR": str(tmp_path),
        "CRANE_URL": live_server.url,
        "CRANE_KEY": key_of(manager)[1],
    }
    done = subprocess.run(
        [shell, str(program)], env=surroundings, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pending = RenewalApplication.objects.filter(approval_status="pending")
    assert pending.count() == 10
    assert RenewalApplication.objects.count() == 10
    assert sorted(done.stdout.split("\n")[:-1]) == sorted(f"{one.reference} 待备案" for one in pending)


def test_its_receiver_knows_our_events() -> None:
    known: dict = {}
    exec(next(text for kind, text in BLOCKS if kind == "python" and "X-Crane" in text), known)  # as written
    import time

    body, now = b'{"event": "renewal_accepted"}', int(time.time())
    headers = headers_of(secret="whsec_x", uid="7", event="renewal_accepted", timestamp=now, body=body)
    assert known["is_ours"]("whsec_x", headers, body)
    assert not known["is_ours"]("whsec_y", headers, body)
    assert not known["is_ours"]("whsec_x", headers, body + b" ")
    old = headers_of(secret="whsec_x", uid="7", event="renewal_accepted", timestamp=now - 400, body=body)
    assert not known["is_ours"]("whsec_x", old, body)


def test_its_configuration_is_the_one_that_the_tests_use() -> None:
    assert yaml.safe_load(next(text for kind, text in BLOCKS if kind == "yaml")) == yaml.safe_load(CONFIG)


def test_it_names_no_host_but_this_one() -> None:
    hosts = set(re.findall(r"https?://([\w.-]+)", FILE.read_text("utf-8")))
    assert hosts == {"127.0.0.1"}
