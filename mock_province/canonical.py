"""The text that a request's signature covers (contract, section "Signature"), from the target as sent."""

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def canonical_request(*, method: str, raw_target: str, timestamp: str, nonce: str, body_sm3: str) -> bytes:
    """The six lines joined by line feeds; `raw_target` is the request target before any decoding."""
    path, _, query = _origin_form(raw_target).partition("?")
    lines = [method.upper(), canonical_path(path), canonical_query(query), timestamp, nonce, body_sm3]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def canonical_path(path: str) -> str:
    """The path as sent; escapes in upper case, bare non-ASCII bytes escaped (RFC 3986 §6.2.2.1)."""
    upper = _ESCAPE.sub(lambda escape: escape.group().upper(), path)
    # WSGI carries the target's bytes as latin-1 text.
    return "".join(c if c.isascii() else quote(c.encode("latin-1")) for c in upper)


def canonical_query(query: str) -> str:
    """Each pair percent-encoded, sorted by name, then value; `+` is the form encoders' space."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    encoded = sorted((_encode(name), _encode(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encode(text: str) -> str:
    return quote(unquote_to_bytes(text.replace("+", " ").encode("latin-1")), safe="")


def _origin_form(target: str) -> str:
    """A proxy may send `http://host/path?query`; the signature covers path and query alone."""
    if target.startswith("/"):
        return target
    split = urlsplit(target)
    return split.path + (f"?{split.query}" if split.query else "")
