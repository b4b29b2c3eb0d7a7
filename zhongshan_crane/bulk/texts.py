"""The texts of a lot's rows: JSON columns, frozen bodies, what the province gets. Each is made when first asked for."""

from __future__ import annotations

import datetime as dt
import json
from functools import cached_property
from typing import Any

from accounts.models import ZHONGSHAN_REGION
from ground.digests import canonical_json
from provincial_sync.payload import renewal_bytes
from renewals.submission_body import frozen_body
from zhongshan_crane.bulk.lots import Lot
from zhongshan_crane.bulk.templates import Template

ACCEPTED_AT = dt.datetime(1987, 6, 5, 4, 3, 2, tzinfo=dt.UTC)  # stands for the moment of each acceptance


class Texts:
    """The texts of a lot's rows, each made when it is first asked for."""

    def __init__(self, lot: Lot) -> None:
        self._lot = lot
        self._bodies: dict[int, Template] = {}
        self._kept_bodies: dict[int, Template] = {}
        self._payloads: dict[int, Template] = {}

    @cached_property
    def device_details(self) -> Template:
        return Template(_kept(self._lot.device.details))

    @cached_property
    def device_parameters(self) -> str:
        return _kept(self._lot.device.parameters)

    @cached_property
    def renewal_details(self) -> Template:
        return Template(_kept(self._lot.renewal.details))

    @cached_property
    def renewal_parameters(self) -> str:
        return _kept(self._lot.renewal.parameters)

    @cached_property
    def begun_details(self) -> Template:
        return Template(_kept(self._lot.begun.details))

    @cached_property
    def begun_parameters(self) -> str:
        return _kept(self._lot.begun.parameters)

    @cached_property
    def findings(self) -> str:
        return _kept(self._lot.findings)

    def body(self, number: int) -> Template:
        """The frozen body of that round, as canonical JSON."""
        if number not in self._bodies:
            self._bodies[number] = Template(canonical_json(self._frozen(number)).decode())
        return self._bodies[number]

    def kept_body(self, number: int) -> Template:
        """The same as the column gets it."""
        if number not in self._kept_bodies:
            self._kept_bodies[number] = Template(_kept(self._frozen(number)))
        return self._kept_bodies[number]

    def payload(self, number: int, papers: list[dict[str, Any]]) -> Template:
        """What the province gets of that round; the papers' files are the same for the whole lot."""
        if number not in self._payloads:
            body = self._frozen(number)
            sent = renewal_bytes(
                body=body,
                attachments=papers,
                catalogue=self._lot.version.catalogue,
                region_code=ZHONGSHAN_REGION,
                supersedes="",
                accepted_at=ACCEPTED_AT,
            )
            marked = sent.decode().replace(ACCEPTED_AT.isoformat(timespec="seconds"), "@accepted_at@")
            self._payloads[number] = Template(marked)
        return self._payloads[number]

    def _frozen(self, number: int) -> dict[str, Any]:
        self._lot.renewal.round = number
        return frozen_body(self._lot.renewal)


def _kept(value: Any) -> str:
    """JSON for a column: PostgreSQL sorts keys by length, which is quick where they come so."""
    return json.dumps(_sorted(value), ensure_ascii=False)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: (len(key.encode()), key))}
    return [_sorted(one) for one in value] if isinstance(value, list) else value
