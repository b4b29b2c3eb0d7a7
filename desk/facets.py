"""The choices that the lists of waiting cases share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Value, When

from accounts.models import User
from ground.facets import Facet

MOST_CHOICES = 60  # firms and models that a choice offers; the search finds the others
ROUNDS = {"1": "首次提交", "2": "第 2 次", "more": "第 3 次及以上"}
WARNED = {"none": "无提醒", "some": "有提醒"}
CLAIMS = {"mine": "我签收的", "free": "无人签收", "others": "他人签收"}


def firm_facet(rows: models.QuerySet[Any], label: str = "产权单位") -> Facet:
    """The firms whose cases are among `rows`."""
    firms = rows.order_by("enterprise__name").values_list("enterprise_id", "enterprise__name").distinct()
    words = {str(pk): name for pk, name in firms[:MOST_CHOICES]}
    return Facet("firm", label, words, key="enterprise_id", occurring=True)


def model_facet(rows: models.QuerySet[Any], key: str = "model") -> Facet:
    """规格型号 of the machines among `rows`."""
    models_ = rows.order_by(key).values_list(key, flat=True).distinct()
    words = {model: model for model in models_[:MOST_CHOICES] if model}
    return Facet("model", "规格型号", words, key=key, occurring=True)


def round_facet(column: str = "round") -> Facet:
    """提交次数, read from `column`."""
    number = Case(
        When(**{column: 2}, then=Value("2")),
        When(**{f"{column}__gt": 2}, then=Value("more")),
        default=Value("1"),
        output_field=CharField(),
    )
    return Facet("round", "提交次数", ROUNDS, key=number)


def warned_facet(column: str = "warnings") -> Facet:
    """预审提醒, read from the number that `column` keeps; where it keeps none, a row is neither."""
    warned = Case(
        When(**{column: 0}, then=Value("none")),
        When(**{f"{column}__gt": 0}, then=Value("some")),
        default=Value(""),
        output_field=CharField(),
    )
    return Facet("warned", "预审提醒", WARNED, key=warned)


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
    return Facet("claim", "在办情况", CLAIMS, key=claim)
