"""Idempotency-Key: a POST that is sent again changes nothing and gets the same answer, for a day.

The row that claims a key is written in the transaction of the step itself: a crash leaves neither, and a second request
at the same moment waits for the first one (PostgreSQL at the row, SQLite at the door of the transaction). A view that
works outside of a transaction (it takes files in, which are looked through for viruses) claims first and answers later;
whoever comes meanwhile is told to wait.

Of an answer that shows a secret (a one-time link, a signing secret) nothing is kept but that it was given, and where what
was made is: the same request again changes nothing, and is told so (409).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.models import KeptAnswer
from api.problems import CONTENT_TYPE, Problem, problem
from api.throttling import holder_of

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("ETag", "Location", "Content-Type")
AT_WORK_FOR = dt.timedelta(minutes=2)  # after which a claim without an answer is taken for lost
_WELL_FORMED = re.compile(r"[A-Za-z0-9._:-]{8,100}")
MALFORMED = "Idempotency-Key 应为 8 至 100 个字母、数字或 . _ : - ，建议每个请求用一个新的 UUID。"
OTHER = "此 Idempotency-Key 已用于内容不同的请求。请为新的请求换一个。"
SHOWN_ONCE = "此请求已经办理，没有再次办理。答复中的链接或密钥只给出一次，不再给出；没有收到的，请重新生成(已新建的记录见 Location)。"
AT_WORK = "相同的请求正在处理，请稍后用同一个 Idempotency-Key 再发一次，即可得到结果。"

Step = Callable[[], Response]


def once(request: Request, step: Step, *, in_transaction: bool, secret: bool = False) -> HttpResponse:
    """Take `step` unless the same request has been answered already; its answer, or the kept one.

    `secret`: the answer shows something that may stand nowhere else; given once, it is not kept.
    Raises Problem where the token is malformed, names another request, or names one that is at work.
    """
    token = request.headers.get(HEADER)
    if token is None:
        return step()
    if not _WELL_FORMED.fullmatch(token):
        raise Problem(400, "idempotency_key_malformed", MALFORMED)
    row = KeptAnswer(
        holder=holder_of(request), token=token, request=_digest(request), begun_at=timezone.now()
    )
    return _within(row, step, secret) if in_transaction else _apart(row, step, secret)


def forget_old_answers() -> int:
    """Delete what is older than a day; how many. For the sweep of the workers."""
    before = timezone.now() - dt.timedelta(hours=settings.API_ANSWERS_KEPT_HOURS)
    return KeptAnswer.objects.filter(begun_at__lt=before).delete()[0]


def _within(row: KeptAnswer, step: Step, secret: bool) -> HttpResponse:
    with transaction.atomic():
        if not _claim(row):
            return _kept(row)
        return _keep(row, step(), secret)


def _apart(row: KeptAnswer, step: Step, secret: bool) -> HttpResponse:
    if not _claim(row):
        return _kept(row)
    try:
        return _keep(row, step(), secret)
    except BaseException:
        row.delete()
        raise


def _claim(row: KeptAnswer) -> bool:
    """Whether this request is the first; what a lost one left behind, or a day ago, is taken away."""
    theirs = KeptAnswer.objects.filter(holder=row.holder, token=row.token)
    kept_from = row.begun_at - dt.timedelta(hours=settings.API_ANSWERS_KEPT_HOURS)
    theirs.filter(begun_at__lt=kept_from).delete()
    theirs.filter(status=0, begun_at__lt=row.begun_at - AT_WORK_FOR).delete()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _keep(row: KeptAnswer, answer: Response, secret: bool) -> HttpResponse:
    """The answer as it will be given again, from the first time on; one that shows a secret is given as it is."""
    if secret and answer.status_code < 300:
        place = {"Location": answer["Location"]} if answer.has_header("Location") else {}
        row.status, row.answer = answer.status_code, {"headers": place}
        row.save(update_fields=["status", "answer"])
        return answer
    content_type = CONTENT_TYPE if answer.status_code >= 400 else "application/json"
    body = b"" if answer.data is None else JSONRenderer().render(answer.data)
    headers = {name: answer[name] for name in KEPT_HEADERS if answer.has_header(name)}
    row.status, row.answer = (
        answer.status_code,
        {
            "headers": {**headers, "Content-Type": content_type},
            "body": body.decode(),
        },
    )
    row.save(update_fields=["status", "answer"])
    return _given(row)


def _kept(mine: KeptAnswer) -> HttpResponse:
    theirs = KeptAnswer.objects.filter(holder=mine.holder, token=mine.token).first()
    if theirs is not None and theirs.request != mine.request:
        raise Problem(409, "idempotency_key_reused", OTHER)
    if theirs is None or not theirs.status:
        raise Problem(409, "still_at_work", AT_WORK)
    if "body" not in theirs.answer:
        refusal = problem(409, "shown_once", SHOWN_ONCE)
        for name, value in theirs.answer["headers"].items():
            refusal[name] = value
        return refusal
    answer = _given(theirs)
    answer[REPLAYED] = "true"
    return answer


def _given(row: KeptAnswer) -> HttpResponse:
    answer = HttpResponse(row.answer["body"].encode(), status=row.status)
    for name, value in row.answer["headers"].items():
        answer[name] = value
    return answer


def _digest(request: Request) -> str:
    """What makes two requests the same: method, address, what they say and what they have seen."""
    said: dict[str, Any] = {
        "method": request.method,
        "address": request.get_full_path(),
        "match": request.headers.get("If-Match", ""),
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    files = getattr(request, "FILES", None) or {}
    if files:
        digest.update(json.dumps(dict(request.POST.lists()), sort_keys=True).encode())
        for name, file in sorted(files.items()):
            digest.update(name.encode())
            for piece in file.chunks():
                digest.update(piece)
            file.seek(0)
    else:
        digest.update(json.dumps(request.data, sort_keys=True, default=str).encode())
    return digest.hexdigest()
