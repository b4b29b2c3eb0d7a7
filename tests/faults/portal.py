"""The portal as in production, gunicorn on a port of its own, and people who knock at it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
from django.test import Client

from tests.faults.machinery import PATIENCE, database_url
from tests.faults.processes import Program, free_port, listens, python, until

NO_REDIS = "redis://127.0.0.1:1/0"
TOKEN = "c" * 32
LIMIT = 60.0  # seconds: an answer that takes longer counts as none
ADD = "/portal/devices/unapproved/add/"


class Portal:
    """Web processes around a database; `surroundings` replace what is usual."""

    def __init__(self, folder: Path, **surroundings: str) -> None:
        self.port = free_port()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        given = {
            **kept,
            "VAR_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "DATABASE_URL": database_url(),
            "REDIS_URL": NO_REDIS,
            "PORT": str(self.port),
            "WEB_PROCESSES": "2",
            "PYTHONUNBUFFERED": "1",
            **surroundings,
        }
        words = python("-m", "gunicorn", "--config", "python:zhongshan_crane.serving", "zhongshan_crane.wsgi")
        self.program = Program("portal", words, given, folder / "portal.log")

    @property
    def address(self) -> str:
        """Without a path."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, and listen before this returns."""
        self.program.start()
        until(lambda: listens(self.port), seconds=PATIENCE, what=lambda: self.program.last_words)

    def stop(self) -> None:
        """End all its processes."""
        self.program.kill()

    def person(self, user: object | None = None) -> httpx.Client:
        """A browser, logged in where a user is given; it follows no redirects."""
        return httpx.Client(**self.browser(user))

    def browser(self, user: object | None = None) -> dict[str, Any]:
        """What makes a browser of theirs, for a client of either kind."""
        return {
            "base_url": self.address,
            "cookies": session_of(user) | {"csrftoken": TOKEN},
            "headers": {"X-CSRFToken": TOKEN},
            "timeout": LIMIT,
            "trust_env": False,
        }


def session_of(user: object | None) -> dict[str, str]:
    """The cookies of somebody who has logged in."""
    if user is None:
        return {}
    browser = Client()
    browser.force_login(user)
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def draft(serial: str) -> dict[str, str]:
    """添加设备 with the least that is kept."""
    return {
        "category": "tower_crane",
        "revision": "1",
        "device.model": "QTZ80(TC6012)",
        "device.factory_number": serial,
    }
