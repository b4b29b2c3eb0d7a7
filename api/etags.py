"""ETag and If-Match: a record's revision, so that nobody overwrites what they have not seen (RFC 9110, 13)."""

from __future__ import annotations

import re
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import Problem

_TAG = re.compile(r'"r([0-9]{1,9})"')
_MARK = re.compile(r'"([0-9a-f]{32})"')
NEEDED = "请用 If-Match 请求头给出您读取时的 ETag，以免覆盖他人刚做的修改。"
UNREADABLE = 'If-Match 请求头应为读取时得到的 ETag，例如 "r3"。'


def tag_of(record: Any) -> str:
    """The strong tag of a record with a revision."""
    return f'"r{record.revision}"'


def tagged(response: Response, record: Any) -> Response:
    """The answer with the record's tag."""
    response["ETag"] = tag_of(record)
    return response


def seen_revision(request: Request, *, needed: bool = False) -> int | None:
    """The revision that the caller has seen; None where nothing or `*` is given.

    Raises Problem: 428 where it is `needed` and missing, 400 where it is no tag of ours.
    """
    given = request.headers.get("If-Match")
    if given is None:
        if needed:
            raise Problem(428, "if_match_missing", NEEDED)
        return None
    if given.strip() == "*":
        return None
    revision = revision_of(given.strip())
    if revision is None:
        raise Problem(400, "if_match_unreadable", UNREADABLE)
    return revision


def seen_mark(request: Request) -> str | None:
    """The mark that the caller has seen of a record without a revision; None for `*`.

    Raises Problem: 428 where it is missing, 400 where it is no tag of ours.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem(428, "if_match_missing", NEEDED)
    if given.strip() == "*":
        return None
    match = _MARK.fullmatch(given.strip())
    if match is None:
        raise Problem(400, "if_match_unreadable", UNREADABLE)
    return match[1]


def revision_of(tag: str) -> int | None:
    """The revision that a tag of ours names; None where it is none."""
    match = _TAG.fullmatch(tag)
    return int(match[1]) if match else None
