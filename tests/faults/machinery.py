"""The whole exchange as in production: broker, beat, two workers, web, and a province that is another system."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import redis
from django.db import connection

from tests.faults.processes import Program, free_port, listens, python, until
from zhongshan_crane.embedded_broker import server_binary

PACE = {
    "HANDOVER_HOLD_SECONDS": "0",
    "PROVINCE_POLL_SECONDS": "1",
    "PROVINCE_POLL_SLOWEST_SECONDS": "2",
    "PROVINCE_TIMEOUT_SECONDS": "3",
    "UPLOAD_RETRY_MINUTES": "0.01,0.02,0.03",
    "UPLOAD_LEASE_SECONDS": "8",
    # Both have tests of their own; here a killed worker would only keep the others waiting.
    "PROVINCE_BREAKER_FAILURES": "1000",
    "PROVINCE_MAX_IN_FLIGHT": "0",
}
PATIENCE = 60.0  # seconds until a program answers, on a machine whose processors are busy
CELERY = ("-m", "celery", "--quiet", "--app", "zhongshan_crane")


@dataclass
class Province:
    """The neighbour and its control address."""

    program: Program
    port: int

    @property
    def address(self) -> str:
        """Without a path."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, and answer before this returns."""
        self.program.start()
        until(self._answers, seconds=PATIENCE, what=lambda: self.program.last_words)

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.address}/healthz", timeout=5, trust_env=False).status_code == 200
        return False

    def conditions(self, **given: Any) -> None:
        """Set what is given, lift the rest."""
        answer = httpx.put(f"{self.address}/control/conditions", json=given, timeout=30, trust_env=False)
        answer.raise_for_status()

    def ledger(self) -> list[dict[str, Any]]:
        """Every entry, oldest first."""
        entries: list[dict[str, Any]] = []
        with httpx.Client(timeout=30, trust_env=False) as http:
            while True:
                after = entries[-1]["id"] if entries else 0
                page = http.get(f"{self.address}/control/ledger?limit=2000&after={after}").json()
                entries += page["entries"]
                if not page["more"]:
                    return entries


class Exchange:
    """All processes around the test's own database; `stop` leaves none behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker_port, self.web_port, province_port = free_port(), free_port(), free_port()
        self.surroundings = self._surroundings(province_port)
        self.province = Province(
            self._program(
                "province", *self._province_words(province_port), environment={"MOCK_PROVINCE_SECONDS": "1"}
            ),
            province_port,
        )
        self.broker = Program("broker", self._broker_words(), self.surroundings, folder / "broker.log")
        worker = (*CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
        self.workers = [
            self._program(f"worker{n}", *worker, "--queues", "default", "--hostname", f"w{n}@faults")
            for n in (1, 2)
        ]
        self.beat = self._program("beat", *CELERY, "beat", "--schedule", str(folder / "schedule"))
        self.web = self._program(
            "web", "-m", "gunicorn", "--config", "python:zhongshan_crane.serving", "zhongshan_crane.wsgi"
        )

    @property
    def programs(self) -> list[Program]:
        """All of them, whoever depends on others last."""
        return [self.province.program, self.broker, self.beat, self.web, *self.workers]

    def start(self) -> None:
        """Bring everything up; the web answers before this returns."""
        self.province.start()
        self.start_broker()
        for program in (self.beat, self.web, *self.workers):
            program.start()
        until(lambda: listens(self.web_port), seconds=PATIENCE, what=lambda: self.web.last_words)

    def stop(self) -> None:
        """Kill everything."""
        for program in reversed(self.programs):
            program.kill()

    def start_broker(self) -> None:
        """Begin with an empty broker, which answers before this returns."""
        self.broker.start()
        until(lambda: listens(self.broker_port), seconds=PATIENCE, what=lambda: self.broker.last_words)

    def flush_broker(self) -> None:
        """Lose everything that the broker holds."""
        with redis.Redis(port=self.broker_port) as broker:
            broker.flushall()

    def last_words(self) -> str:
        """The end of each log."""
        return "\n".join(program.last_words for program in self.programs)

    def _program(self, name: str, *words: str, environment: dict[str, str] | None = None) -> Program:
        surroundings = self.surroundings | (environment or {})
        return Program(name, python(*words), surroundings, self.folder / f"{name}.log")

    def _surroundings(self, province_port: int) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            **PACE,
            "VAR_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "DATABASE_URL": database_url(),
            "REDIS_URL": f"redis://127.0.0.1:{self.broker_port}/0",
            "PORT": str(self.web_port),
            "WEB_PROCESSES": "1",
            "PROVINCE_BASE_URL": f"http://127.0.0.1:{province_port}/api/v1",
            "PYTHONUNBUFFERED": "1",
        }

    def _province_words(self, port: int) -> list[str]:
        return ["-m", "mock_province", "--port", str(port), "--data", str(self.folder / "province")]

    def _broker_words(self) -> list[str]:
        """On PostgreSQL the machine's Redis where there is one, else the embedded server; it keeps nothing."""
        redis_server = shutil.which("redis-server") if connection.vendor == "postgresql" else None
        quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
        return [redis_server or server_binary(), "--port", str(self.broker_port), *quiet]


def database_url() -> str:
    """The test's own database, for other processes."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(named['NAME']).resolve()}"
    password = f":{named['PASSWORD']}" if named["PASSWORD"] else ""
    return f"postgres://{named['USER']}{password}@{named['HOST']}:{named['PORT'] or 5432}/{named['NAME']}"
