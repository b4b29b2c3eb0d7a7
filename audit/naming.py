"""An answer that hands out a file says what the file is about; the record of files names it.

The trail looks at answers alone (`zhongshan_crane.file_trail`): a view that says nothing is recorded by its page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpResponseBase

from audit.account_events import Subject

A = TypeVar("A", bound=HttpResponseBase)


def about(answer: A, subjects: Iterable[Subject], *, attachment: int | None = None) -> A:
    """The answer, naming the things that its file tells of: each of them gets an entry, the same thing one.

    `attachment` is the paper's own number where the file is one.
    """
    answer.subjects = tuple(dict.fromkeys(subjects))  # type: ignore[attr-defined]
    answer.attachment = attachment  # type: ignore[attr-defined]
    return answer


def subjects_of(answer: HttpResponseBase) -> tuple[Subject, ...]:
    """What the answer's file is about; empty where its view did not say."""
    return getattr(answer, "subjects", ())


def attachment_of(answer: HttpResponseBase) -> dict[str, int]:
    """The paper's number as an entry's detail holds it."""
    number = getattr(answer, "attachment", None)
    return {} if number is None else {"attachment": number}
