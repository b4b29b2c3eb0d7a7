"""The choices that the lists of waiting cases share. They narrow by columns, of which a database knows what is in them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Q, Value, When

from accounts.models import Enterprise, User
from ground.facets import Facet
from ground.kept_counts import kept_of

MOST_CHOICES = 60  # firms and models that a choice offers; the search finds the others
OLDEST = 2_000  # waiting cases from which those choices are read, the longest waiting first
ROUNDS = {"1": "首次提交", "2": "第 2 次", "more": "第 3 次及以上"}
WARNED = {"none": "无提醒", "some": "有提醒"}
CLAIMS = {"mine": "我签收的", "free": "无人签收", "others": "他人签收"}


def firm_facet(rows: models.QuerySet[Any], label: str) -> Facet:
    """The firms whose cases are among the oldest of `rows`."""

    def read() -> dict[str, str]:
        oldest = rows.order_by("submitted_at", "id").values("enterprise_id")[:OLDEST]
        firms = Enterprise.objects.filter(pk__in=oldest).order_by("name")
        return {str(pk): name for pk, name in firms.values_list("pk", "name")[:MOST_CHOICES]}

    return Facet("firm", label, kept_of(rows, "firms", read), key="enterprise_id", occurring=True)


def firm_and_model_facets(rows: models.QuerySet[Any]) -> tuple[Facet, Facet]:
    """产权单位 and 规格型号 of the machines among the oldest of `rows`; one query for both."""

    def read() -> list[dict[str, str]]:
        oldest = rows.order_by("submitted_at", "id")
        found = list(oldest.values_list("enterprise__name", "enterprise_id", "model")[:OLDEST])
        firms = sorted({(name, str(pk)) for name, pk, _model in found})
        names = sorted({model for _name, _pk, model in found if model})
        return [
            {pk: name for name, pk in firms[:MOST_CHOICES]},
            {model: model for model in names[:MOST_CHOICES]},
        ]

    firms, names = kept_of(rows, "firms-and-models", read)
    return (
        Facet("firm", "产权单位", firms, key="enterprise_id", occurring=True),
        Facet("model", "规格型号", names, key="model", occurring=True),
    )


@cache
def round_facet(column: str = "round") -> Facet:
    """提交次数, read from `column`."""
    number = Case(
        When(**{column: 2}, then=Value("2")),
        When(**{f"{column}__gt": 2}, then=Value("more")),
        default=Value("1"),
        output_field=CharField(),
    )
    found = {"1": Q(**{f"{column}__lt": 2}), "2": Q(**{column: 2}), "more": Q(**{f"{column}__gt": 2})}
    return Facet(
        "round", "提交次数", ROUNDS, key=number, narrow=lambda rows, value: rows.filter(found[value])
    )


@cache
def warned_facet(column: str = "warnings") -> Facet:
    """预审提醒, read from the number that `column` keeps; where it keeps none, a row is neither."""
    warned = Case(
        When(**{column: 0}, then=Value("none")),
        When(**{f"{column}__gt": 0}, then=Value("some")),
        default=Value(""),
        output_field=CharField(),
    )
    found = {"none": Q(**{column: 0}), "some": Q(**{f"{column}__gt": 0})}
    return Facet(
        "warned", "预审提醒", WARNED, key=warned, narrow=lambda rows, value: rows.filter(found[value])
    )


def claim_facet(user: User, now: dt.datetime) -> Facet:
    """在办情况, as this person sees it at `now`."""
    claim = Case(
        When(claimed_by__isnull=True, then=Value("free")),
        When(claimed_until__lte=now, then=Value("free")),
        When(claimed_until__isnull=True, then=Value("free")),
        When(claimed_by=user, then=Value("mine")),
        default=Value("others"),
        output_field=CharField(),
    )
    held = Q(claimed_by__isnull=False, claimed_until__gt=now)
    found = {"mine": held & Q(claimed_by=user), "others": held & ~Q(claimed_by=user), "free": ~held}
    return Facet("claim", "在办情况", CLAIMS, key=claim, narrow=lambda rows, value: rows.filter(found[value]))
