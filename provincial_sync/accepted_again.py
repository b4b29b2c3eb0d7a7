"""After a restore a renewal may be accepted once more: the province has it with the moment of the first acceptance.

Its receipt names the SM3 of the bytes that it took in. Where these bytes are ours but for `acceptedAt`, the digest
proves it: every second in which the acceptance that we have forgotten can have been is tried.
"""

from __future__ import annotations

import datetime as dt
import json

from django.utils import timezone

from ground.digests import sm3_hex

LONGEST = dt.timedelta(days=7)  # some seconds of reckoning; an older backup goes to a person
_SECOND = dt.timedelta(seconds=1)


def bytes_taken_in(body: bytes, *, sm3: str, since: dt.datetime, until: dt.datetime) -> bytes | None:
    """The bytes of that digest, equal to `body` but for the moment of acceptance, which lies in between; else None."""
    ours = json.dumps(json.loads(body)["acceptedAt"]).encode()
    head, found, tail = body.partition(b'"acceptedAt":' + ours)
    if not found:
        return None
    moment, first = timezone.localtime(until).replace(microsecond=0), max(since, until - LONGEST) - _SECOND
    while moment >= first:
        tried = b'%s"acceptedAt":"%s"%s' % (head, moment.isoformat(timespec="seconds").encode(), tail)
        if sm3_hex(tried) == sm3:
            return tried
        moment -= _SECOND
    return None
