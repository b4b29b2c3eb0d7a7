"""What the system stands on, in figures: connections of the database, lines of the broker."""

from __future__ import annotations

from collections.abc import Iterator

import redis
from django.conf import settings
from django.db import connection
from prometheus_client.core import GaugeMetricFamily

from vision.asking import QUEUE as RECOGNITION_QUEUE
from vision.offering import offered

QUEUES = ("default", "long")
PATIENCE_SECONDS = 1.0


def _queues() -> tuple[str, ...]:
    """The queues that have workers; that of 识别 only where it is offered."""
    return (*QUEUES, RECOGNITION_QUEUE) if offered() else QUEUES


def database() -> Iterator[GaugeMetricFamily]:
    """PostgreSQL: this database's connections by state, and how many the server takes. SQLite has none."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1"
        )
        states = dict(cursor.fetchall())
        cursor.execute("SHOW max_connections")
        most = int(cursor.fetchone()[0])
    family = GaugeMetricFamily("crane_database_connections", "Connections by state.", labels=["state"])
    for state, number in states.items():
        family.add_metric([state], number)
    yield family
    yield GaugeMetricFamily("crane_database_connections_most", "How many the server takes.", value=most)


def broker() -> Iterator[GaugeMetricFamily]:
    """Whether the broker answers, and how many hints lie in each queue; nothing is lost where it does not."""
    patience = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
    client = redis.Redis.from_url(settings.REDIS_URL, **patience)
    lengths: dict[str, int] = {}
    try:
        lengths = {queue: int(client.llen(queue)) for queue in _queues()}
    except (redis.RedisError, OSError):
        pass
    finally:
        client.close()
    yield GaugeMetricFamily("crane_broker_up", "1 while the broker answers.", value=float(bool(lengths)))
    family = GaugeMetricFamily("crane_broker_queue", "Hints that no worker has taken yet.", labels=["queue"])
    for queue, length in lengths.items():
        family.add_metric([queue], length)
    yield family
