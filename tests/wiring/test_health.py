"""/healthz and /readyz, as a load balancer sees them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

NOWHERE = "redis://127.0.0.1:1/0"


def test_alive_is_answered_whatever_the_host_name(client):
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_without_a_broker_the_portal_is_degraded_and_still_serves(client, settings):
    settings.REDIS_URL = NOWHERE
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "自动继续" in answer.json()["checks"]["broker"]


@pytest.mark.django_db
def test_without_a_database_the_portal_is_not_ready_and_says_why(client, settings, monkeypatch):
    settings.REDIS_URL = NOWHERE

    def away(*_):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert "DATABASE_URL" in answer.json()["checks"]["database"]


@pytest.mark.django_db(transaction=True)
def test_an_unapplied_migration_makes_it_not_ready(client, settings):
    from django.db.migrations.recorder import MigrationRecorder

    settings.REDIS_URL = NOWHERE
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("sessions", "0001_initial")
    try:
        answer = client.get("/readyz")
    finally:
        recorder.record_applied("sessions", "0001_initial")
    assert (answer.status_code, answer.json()["checks"]["migrations"][:3]) == (503, "还有 ")
