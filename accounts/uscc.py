"""统一社会信用代码 (GB 32100-2015): what is wrong with one, in words that help, never silently corrected."""

from __future__ import annotations

from stdnum.cn import uscc as standard
from stdnum.exceptions import InvalidChecksum, ValidationError

LENGTH = 18
SIGNS = "统一社会信用代码只含数字和大写字母(没有I、O、S、V、Z)，请对照营业执照填写。"


def check_digit(code: str) -> str:
    """The 18th sign that the first 17 ask for; the code's form must be right."""
    return str(standard.calc_check_digit(code[: LENGTH - 1]))


def problem_of(code: str, *, waived: bool = False) -> tuple[str, str] | None:
    """What is wrong with a normalised code, as (rule, sentence); None where it is right.

    `waived`: an administrator has seen the licence of one of the early pilot codes, whose check digit
    does not fit; the form is checked all the same.
    """
    if len(code) != LENGTH:
        return "USCC-LENGTH", f"统一社会信用代码应为18位，现为{len(code)}位，请对照营业执照填写。"
    try:
        standard.validate(code)
    except InvalidChecksum:
        if waived:
            return None
        sentence = (
            f"统一社会信用代码的校验位不符：按前17位计算，第18位应为“{check_digit(code)}”，现为“{code[-1]}”。"
            "可能是其中一位抄错，请对照营业执照逐位核对。"
        )
        return "USCC-CHECK", sentence
    except ValidationError:
        return "USCC-FORM", SIGNS
    return None
