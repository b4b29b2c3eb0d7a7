"""Numbers of the chain by time: sealing times rise with the numbers, so that halving finds them without an index."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Min

from audit.chain import Link


def first_since(moment: dt.datetime) -> int:
    """The first number sealed at or after the moment; one beyond the end where there is none."""
    ends = Link.objects.aggregate(low=Min("number"), high=Max("number"))
    if ends["low"] is None:
        return 1
    low, high = ends["low"], ends["high"] + 1
    while low < high:
        middle = (low + high) // 2
        link = (
            Link.objects.filter(number__gte=middle).order_by("number").values("number", "sealed_at").first()
        )
        if link is None or link["number"] >= high or link["sealed_at"] >= moment:
            high = middle
        else:
            low = link["number"] + 1
    return int(low)


def last_before(moment: dt.datetime) -> int:
    """The last number sealed before the moment."""
    return first_since(moment) - 1
