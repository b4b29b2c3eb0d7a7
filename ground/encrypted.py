"""Model fields whose content stands in the database as a cipher text (`ground.keys`).

An `EncryptedField` is stored as `digest:profile.key.cipher` in one column: the head is the first half of the keyed
digest by which the value is found again, so that value and digest are always of one write, also in an UPDATE, a
bulk insert or a COPY. What has no key at hand reads as 无法读取, is told to the log, and is written back as it was.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import structlog
from django import forms
from django.core.exceptions import FieldError
from django.core.validators import validate_email
from django.db import models
from django.db.models.lookups import IsNull

from ground.keys import UnreadableError, decrypt, encrypt, lookup_digest, lookup_digests

UNREADABLE = "无法读取"
EMPTY = frozenset({"[]", "{}"})  # JSON that holds nothing is not encrypted
HEAD = 32  # hex characters: 128 bits, more than enough to tell people apart
_log = structlog.get_logger("ground.encrypted")


class Unreadable(str):
    """What a page shows where no key opens the text; `token` is what stands in the database and stays there."""

    token: str

    def __new__(cls, token: str) -> Unreadable:
        shown = super().__new__(cls, UNREADABLE)
        shown.token = token
        return shown


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits or text


# How two spellings of one value are made one before the digest.
NORMAL: dict[str, Callable[[str], str]] = {
    "name": lambda text: "".join(text.split()),
    "phone": _phone,
    "mailbox": str.lower,
    "note": str,
    "contact": lambda text: _phone(text) if len(re.sub(r"\D", "", text)) >= 7 else text.lower(),
}


def normal(text: str, purpose: str) -> str:
    """The one spelling under which a value is looked up: half width, without spaces, by its purpose."""
    return NORMAL[purpose](unicodedata.normalize("NFKC", text).strip())


def seal(text: str, *, purpose: str) -> str:
    """What stands in the column for `text`; for those who write without the field (COPY, a migration)."""
    if not text:
        return ""
    head = lookup_digest(normal(text, purpose), purpose=purpose)[:HEAD]
    return f"{head}:{encrypt(text, purpose=purpose)}"


def unseal(stored: str, *, purpose: str) -> str:
    """The text of `seal`; raises UnreadableError."""
    return decrypt(stored.partition(":")[2], purpose=purpose) if stored else ""


class LookupHead(models.Func):
    """The digest of an encrypted column, for its index; its SQL is that of the lookup, letter by letter."""

    template = f"SUBSTR(%(expressions)s, 1, {HEAD})"
    output_field = models.CharField()


class ByDigest(models.Lookup):
    """`exact` and `in` of an encrypted column: the digests are compared, under every key at hand."""

    lookup_name = "exact"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One IN over the head of the column; the blank's head is blank."""
        column, params = compiler.compile(self.lhs)
        texts = [self.rhs] if isinstance(self.rhs, str) else list(self.rhs)
        heads = [head for text in texts for head in self._heads(str(text))]
        if not heads:
            return "1 = 0", []
        places = ", ".join(["%s"] * len(heads))
        return f"SUBSTR({column}, 1, {HEAD}) IN ({places})", [*params, *heads]

    def _heads(self, text: str) -> list[str]:
        purpose = self.lhs.output_field.purpose
        plain = normal(text, purpose)
        return [digest[:HEAD] for digest in lookup_digests(plain, purpose=purpose)] if plain else [""]


class IsEmpty(models.Lookup):
    """`exact` of encrypted JSON, for the empty list or object alone: it stands in plain."""

    lookup_name = "exact"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if self.rhs:
            raise FieldError("encrypted JSON is compared with the empty list or object alone")
        column, params = compiler.compile(self.lhs)
        return f"{column} = %s", [*params, json.dumps(self.rhs)]


_LOOKUPS: dict[str, Any] = {"exact": ByDigest, "in": ByDigest, "isnull": IsNull}


class EncryptedField(models.CharField):
    """A line of personal data. `purpose` (a key of NORMAL) names its key; it is found by its whole value alone."""

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)
        if purpose == "mailbox":
            self.validators.append(validate_email)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_internal_type(self) -> str:
        """`max_length` counts what people type; the column has no bound."""
        return "TextField"

    def get_lookup(self, lookup_name: str) -> Any:
        """Parts of an encrypted value cannot be looked for, nor its order."""
        return _LOOKUPS.get(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def from_db_value(self, stored: str | None, expression: Any, connection: Any) -> str | None:
        """The plain text, or 无法读取 where no key opens it."""
        if not stored:
            return stored
        try:
            return unseal(stored, purpose=self.purpose)
        except UnreadableError as problem:
            _log.warning("personal data unreadable", purpose=self.purpose, problem=str(problem))
            return Unreadable(stored)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The cipher text; expressions (another such column) and what could not be read go as they are."""
        if value is None or hasattr(value, "as_sql"):
            return value
        return value.token if isinstance(value, Unreadable) else seal(str(value), purpose=self.purpose)

    def formfield(self, **kwargs: Any) -> Any:
        if self.purpose == "mailbox":
            kwargs.setdefault("form_class", forms.EmailField)
        return super().formfield(**kwargs)


class EncryptedJSONField(models.JSONField):
    """JSON that holds people's data among others, as one cipher text; it can be asked only whether it is empty."""

    purpose = "rows"

    def get_internal_type(self) -> str:
        return "TextField"

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": IsEmpty, "isnull": IsNull}.get(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def from_db_value(self, stored: str | None, expression: Any, connection: Any) -> Any:
        """The data; the field's default where no key opens the text."""
        if stored is None or stored in EMPTY:
            return stored and json.loads(stored)
        try:
            return json.loads(decrypt(stored, purpose=self.purpose))
        except UnreadableError as problem:
            _log.warning("rows unreadable", field=str(self), problem=str(problem))
            return self.get_default()

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        text = (self.encoder or json.JSONEncoder)(ensure_ascii=False).encode(value)
        return text if text in EMPTY else encrypt(text, purpose=self.purpose)
