"""One platform per session, started as people start it, on a free port and a folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.mock_province.bodies import PHOTO, attachment, make_renewal
from tests.mock_province.caller import City

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    """The platforms that were started; all are stopped at the end."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(10)


@pytest.fixture(scope="session")
def start_province(tmp_path_factory, running) -> Iterator[Callable[..., tuple[City, Path]]]:
    """Starts a platform with the given flags; answers the city that calls it, and its data folder."""
    client = httpx.Client(timeout=30)

    def start(**flags: str) -> tuple[City, Path]:
        data, port = tmp_path_factory.mktemp("province"), _free_port()
        # What a portal would have in its environment must not matter here.
        inherited = {
            "DJANGO_SETTINGS_MODULE": "zhongshan_crane.settings",
            "DATABASE_URL": "postgres://nowhere/none",
        }
        named = [part for name, value in flags.items() for part in (f"--{name}", value)]
        command = [sys.executable, "-m", "mock_province", "--port", str(port), "--data", str(data), *named]
        log = (data / "server.log").open("wb")
        running.append(
            subprocess.Popen(command, cwd=ROOT, env=os.environ | inherited, stdout=log, stderr=log)
        )
        city = City(f"http://127.0.0.1:{port}", client)
        _wait_until_ready(city, data)
        return city, data

    yield start
    client.close()


@pytest.fixture(scope="session")
def province_and_data(start_province) -> tuple[City, Path]:
    return start_province(seconds="0")


@pytest.fixture(scope="session")
def province(province_and_data) -> City:
    return province_and_data[0]


@pytest.fixture(scope="session")
def photo(province) -> dict[str, Any]:
    """An attachment that the platform has."""
    assert province.put_file(PHOTO).status in (200, 201)
    return attachment(PHOTO)


@pytest.fixture
def renewal(photo) -> dict[str, Any]:
    """A tower crane that was never handed over, in a body that the contract allows."""
    return make_renewal(photo)


@pytest.fixture
def another_renewal(photo) -> Callable[[], dict[str, Any]]:
    """Makes as many as one asks for."""
    return lambda: make_renewal(photo)


@pytest.fixture
def set_to(province) -> Iterator[Callable[..., httpx.Response]]:
    """Set conditions; all are lifted at the end."""

    def put(**given):
        return province.http.put(province.base + "/control/conditions", json=given)

    yield put
    put()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(city: City, data: Path) -> None:
    for _ in range(150):
        try:
            if city.http.get(city.base + "/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the platform did not start:\n" + (data / "server.log").read_text())
