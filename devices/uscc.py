"""统一社会信用代码 (GB 32100-2015): the check digit, and the region that its digits name."""

from __future__ import annotations

from accounts.uscc import problem_of
from devices.typed_text import squeeze
from ground.errors import RuleBroken


class UsccRefused(RuleBroken):
    """The code is not a valid 统一社会信用代码."""


def normalise(text: str) -> str:
    """Half width, upper case, no spaces or hyphens."""
    return squeeze(text).replace("-", "").upper()


def check(text: str, *, waived: bool = False) -> str:
    """The normalised code; raises UsccRefused with what is wrong.

    `waived`: an administrator has seen the licence of one of the early pilot codes, whose check digit
    does not fit; the form is checked all the same.
    """
    code = normalise(text)
    if problem := problem_of(code, waived=waived):
        raise UsccRefused(*problem)
    return code


def is_valid(text: str) -> bool:
    """Whether the code's form and check digit are right."""
    try:
        check(text)
    except UsccRefused:
        return False
    return True


def region_of(code: str) -> str:
    """The region of first registration, digits 3 to 8; an enterprise that moved keeps its code."""
    return normalise(code)[2:8]


def differs_from_region(code: str, region_code: str) -> bool:
    """Whether the code names another city than the registered region: a hint, never a proof."""
    return region_of(code)[:4] != region_code[:4]
