"""Finding people by what is typed: parts of an account, but only a whole name, telephone number or mailbox.

Names and numbers are encrypted; the database knows their keyed digests alone.
"""

from __future__ import annotations

from django.db.models import Q

HINT = "账号（可只填一部分）/ 完整的姓名、手机或电子邮箱"


def person_of(words: str, *, prefix: str = "") -> Q:
    """The condition on an account, or with `prefix` ("recipient__") on what points to one."""
    whole = {"full_name": words, "phone": words, "email": words}
    found = Q(**{f"{prefix}username__icontains": words})
    for name, value in whole.items():
        found |= Q(**{f"{prefix}{name}": value})
    return found
