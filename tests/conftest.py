"""What every test may rely on: fast hashing, files and cache of its own, the cast, what is skipped where."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# How long an example takes says something of the machine, not of the rule.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Put the process on test ground before any test imports a model."""
    if not settings.configured:
        return
    config.stash[_MEDIA] = Path(settings.VAR_DIR) / "tests" / f"media-{os.getpid()}"
    settings.MEDIA_ROOT = str(config.stash[_MEDIA])
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    in_memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {name: {"BACKEND": in_memory, "LOCATION": name} for name in ("default", "process")}
    settings.CELERY_BROKER_URL = "memory://"
    settings.RECOGNITION = "off"  # also where its packages are installed; tests of it switch it on
    settings.MENU_COUNTS_SECONDS = 0  # what a test has just done is counted; the keeping has tests of its own
    _forget_old_runs(config.stash[_MEDIA].parent)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no stored documents behind."""
    if media := config.stash.get(_MEDIA, None):
        shutil.rmtree(media, ignore_errors=True)


_MEDIA = pytest.StashKey[Path]()


def _forget_old_runs(folder: Path) -> None:
    """Remove what runs of earlier days left when they were killed."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if time.time() - left.stat().st_mtime > 86_400:
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip with a word what cannot be shown here; CI_BROWSER_REQUIRED makes a missing browser a failure."""
    if item.get_closest_marker("browser") and not chromium():
        missing = pytest.fail if os.environ.get("CI_BROWSER_REQUIRED") else pytest.skip
        missing("no Chromium on this machine: apt install chromium")
    if item.get_closest_marker("postgres") and "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("holds on PostgreSQL only: set DATABASE_URL=postgres://…")


def chromium() -> str:
    """Return the browser's program, empty where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), "")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that tests marked `browser` drive."""
    return chromium()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The test database of this process, copied from a migrated one and gone at the end."""
    from django.test.utils import setup_databases, teardown_databases

    from tests import template_database

    with django_db_blocker.unblock():
        template_database.lay()
        made = setup_databases(verbosity=0, interactive=False, keepdb=True)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Give each test an empty cache: counters of one must not refuse another."""
    if settings.configured:
        from django.core.cache import cache, caches

        from audit.notes import forget_known
        from devices.kept_rules import forget

        cache.clear()
        caches["process"].clear()
        forget()
        forget_known()


@pytest.fixture(autouse=True, scope="session")
def _flushed_between_tests() -> Iterator[None]:
    """Let tests with transactions of their own empty the tables, which the record's guards refuse to anybody else."""
    if not settings.configured:
        yield
        return
    from django.db import connection

    from audit.guards import lifted

    flush = connection.ops.execute_sql_flush

    def flush_unguarded(statements: list[str]) -> None:
        with lifted(connection):
            flush(statements)

    connection.ops.execute_sql_flush = flush_unguarded
    yield
    connection.ops.execute_sql_flush = flush


@pytest.fixture
def make_enterprise(db: None) -> Callable[..., object]:
    """Make an enterprise with a valid code: `make_enterprise(number=1, region_code="442000", **fields)`."""
    from stdnum.cn import uscc

    from accounts.models import Enterprise

    def make(*, number: int = 1, **fields: object) -> Enterprise:
        body = f"91442000MA{number:07d}".replace("O", "0")
        given = {
            "name": f"中山示例机械租赁{number}号有限公司",
            "uscc": body + uscc.calc_check_digit(body),
            "town": "442000001",
            **fields,
        }
        return Enterprise.objects.create(**given)

    return make


@pytest.fixture
def make_user(db: None) -> Callable[..., object]:
    """Make a person: `make_user("name", role, enterprise=None)`; everybody's password is `PASSWORD`."""
    from accounts.models import User

    def make(username: str, role: str, *, enterprise: object = None, **fields: object) -> User:
        fields.setdefault("full_name", f"{username}示例")
        fields.setdefault("must_consent", False)
        return User.objects.create_user(
            username, password=PASSWORD, role=role, enterprise=enterprise, **fields
        )

    return make


PASSWORD = "Demo-2026!"


@pytest.fixture
def firm(make_enterprise: Callable[..., object]) -> object:
    """The owner enterprise at the centre of most tests."""
    return make_enterprise(number=1)


@pytest.fixture
def other_firm(make_enterprise: Callable[..., object]) -> object:
    """Another enterprise of Zhongshan."""
    return make_enterprise(number=2)


@pytest.fixture
def outside_firm(make_enterprise: Callable[..., object]) -> object:
    """An enterprise registered in Guangzhou."""
    return make_enterprise(number=3, region_code="440100")


@pytest.fixture
def clerk(make_user: Callable[..., object], firm: object) -> object:
    """Enterprise staff of `firm`."""
    return make_user("clerk", "enterprise_staff", enterprise=firm)


@pytest.fixture
def manager(make_user: Callable[..., object], firm: object) -> object:
    """Enterprise manager of `firm`."""
    return make_user("manager", "enterprise_manager", enterprise=firm)


@pytest.fixture
def stranger(make_user: Callable[..., object], other_firm: object) -> object:
    """Staff of `other_firm`: whatever is the firm's, the stranger does not find."""
    return make_user("stranger", "enterprise_staff", enterprise=other_firm)


@pytest.fixture
def outsider(make_user: Callable[..., object], outside_firm: object) -> object:
    """Staff of `outside_firm`."""
    return make_user("outsider", "enterprise_staff", enterprise=outside_firm)


@pytest.fixture
def reviewer(make_user: Callable[..., object]) -> object:
    """A reviewer of the approval office."""
    return make_user("reviewer", "reviewer")


@pytest.fixture
def second_reviewer(make_user: Callable[..., object]) -> object:
    """The reviewer who clicks second."""
    return make_user("reviewer2", "reviewer")


@pytest.fixture
def administrator(make_user: Callable[..., object]) -> object:
    """The system's administrator."""
    return make_user("admin", "administrator")


@pytest.fixture
def head(make_user: Callable[..., object]) -> object:
    """The head of the approval office, who reads."""
    return make_user("head", "head")


@pytest.fixture
def supervisor(make_user: Callable[..., object]) -> object:
    """A supervisor of the town 石岐街道."""
    return make_user("supervisor", "supervisor", town="442000001")


@pytest.fixture
def signed_in() -> Callable[..., object]:
    """Return a test client of a person: `signed_in(clerk).get("/")`."""
    from django.test import Client

    def client_of(user: object) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of
