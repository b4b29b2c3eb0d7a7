"""Many drafts in one request against one bulk INSERT of as many rows: `python -m bench api`.

Every run takes back what it wrote, so that each begins with the same register. The goal is a small multiple: what the request
does besides is to read JSON, convert and judge each field, lock, carry papers over, and append the history.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from api.keys import make_key
from api.scopes import Scope
from bench.register import grow, make_people
from devices.catalogue.samples import representative_models
from devices.models import CatalogueVersion, Device
from devices.recording import RecordInput
from ground.glossary import CertificateStatus
from ground.references import new_reference
from renewals.carrying import carried_renewal
from renewals.models import RenewalApplication
from renewals.services.drafting import take_over

ITEMS, RUNS, GOAL = 500, 5, 10
PATH = "/api/v1/renewals/batch/"


def report() -> Iterator[str]:
    """The lines of the table; the best of RUNS interleaved runs of each."""
    logging.disable(logging.CRITICAL)
    clerk, _reviewer = make_people()
    grow(clerk, upto=2 * ITEMS)  # every second one has a renewal under review
    waiting = Device.objects.filter(certificate_status=CertificateStatus.AWAITING_RENEWAL)
    devices = list(waiting.select_related("enterprise").order_by("id")[:ITEMS])
    send = _sender(clerk)
    samples = {sample.model: sample.new for sample in representative_models()}
    started = {
        "items": [{"device_id": device.pk, "parameters": samples.get(device.model, {})} for device in devices]
    }
    works: dict[str, Callable[[], object]] = {
        "one bulk_create": _bulk_create(clerk, devices, samples),
        "POST, started": lambda: send(started, made=ITEMS),
    }
    best = _best(works)
    with transaction.atomic():
        made = send(started, made=ITEMS)
        changed = {
            "items": [
                {
                    "reference": line["reference"],
                    "if_match": f'"r{line["revision"]}"',
                    "device": {"internal_number": "A-7"},
                }
                for line in made["items"]
            ]
        }
        best |= _best({"POST, changed": lambda: send(changed, changed=ITEMS)})
        transaction.set_rollback(True)
    one = best["one bulk_create"]
    yield f"{'':18}{'ms':>9}{'ms per item':>14}{'x bulk_create':>16}"
    for name, seconds in best.items():
        yield f"{name:18}{seconds * 1000:9.0f}{seconds * 1000 / ITEMS:14.2f}{seconds / one:16.1f}"
    worst = max(best.values()) / one
    yield f"  goal: at most {GOAL} x one bulk_create of {ITEMS} rows: {'met' if worst <= GOAL else 'MISSED'}"


def _best(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in works}
    for _run in range(RUNS):
        for name, work in works.items():
            with transaction.atomic():
                begun = time.perf_counter()
                work()
                times[name].append(time.perf_counter() - begun)
                transaction.set_rollback(True)
    return {name: min(found) for name, found in times.items()}


def _sender(clerk: User) -> Callable[..., dict[str, Any]]:
    manager = User.objects.create_user(
        "bench_keys", role=Role.ENTERPRISE_MANAGER, enterprise=clerk.own_enterprise, must_consent=False
    )
    _key, secret = make_key(user=manager, name="bench", scopes=[Scope.RENEWALS_WRITE.value], days=1)
    client, headers = Client(), {"Authorization": f"Bearer {secret}"}

    def send(body: dict[str, Any], **expected: int) -> dict[str, Any]:
        answer = client.post(PATH, json.dumps(body), content_type="application/json", headers=headers)
        told: dict[str, Any] = answer.json()
        for name, count in expected.items():
            assert told[name] == count, told["items"][0]  # noqa: S101 - what was refused would look fast
        return told

    return send


def _bulk_create(
    clerk: User, devices: list[Device], samples: dict[str, dict[str, str]]
) -> Callable[[], object]:
    version = CatalogueVersion.objects.in_force()
    rows = []
    for device in devices:
        renewal = carried_renewal(device, version)
        renewal.reference, renewal.created_by = new_reference("HZ", device.created_at.date()), clerk
        take_over(renewal, RecordInput({}, samples.get(device.model, {})), offered={})
        rows.append(renewal)

    def write() -> None:
        for row in rows:
            row.pk, row._state.adding = None, True
        RenewalApplication.objects.bulk_create(rows, batch_size=200)

    return write
