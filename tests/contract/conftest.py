"""A live platform for the session, and a client that talks to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from provincial_sync.client import ProvinceClient
from tests.contract.live_province import running_province
from tests.contract.surroundings import Notebook, client_over


@pytest.fixture(scope="session")
def province_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_province(tmp_path_factory.mktemp("province")) as base_url:
        yield base_url


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def client(province_url: str, notebook: Notebook) -> ProvinceClient:
    return client_over(None, base_url=province_url, notebook=notebook)
