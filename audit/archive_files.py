"""The file of an archived part: one JSON line for each link with its row, then a line that seals the file."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from audit.chain import Link, known_keys, present_key
from audit.findings import Finding, FindingKind
from audit.sources import digest_of, sources
from ground.digests import canonical_json
from ground.keys import keyed_digest

_COLUMNS = ("number", "source", "row_id", "form", "digest", "previous", "mac", "key", "sealed_at")


def write_archive(out: gzip.GzipFile, pieces: Iterable[list[dict[str, Any]]]) -> tuple[int, str]:
    """Write the lines; how many links there are, and the SM3 of their lines."""
    count, digest = 0, hashlib.new("sm3")
    for piece in pieces:
        for item in piece:
            line = (
                canonical_json({"link": _plain(_columns(item["link"])), "row": _plain(item["row"])}) + b"\n"
            )
            digest.update(line)
            out.write(line)
            count += 1
    key = present_key()
    seal = keyed_digest(f"archive:{digest.hexdigest()}".encode(), key=key.secret, profile=key.profile)
    out.write(
        canonical_json({"links": count, "sm3": digest.hexdigest(), "key": key.name, "seal": seal}) + b"\n"
    )
    return count, digest.hexdigest()


def check_archive(file: Path) -> Iterator[Finding]:
    """Everything in the file that is not as it was archived; raises OSError, ValueError for what is no archive."""
    keys, digest, before, last = known_keys(), hashlib.new("sm3"), "", {}
    with gzip.open(file, "rb") as lines:
        for line in lines:
            said = json.loads(line)
            if "seal" in said:
                last = said
                break
            digest.update(line)
            yield from _check(said, keys, before)
            before = said["link"]["mac"]
    key = keys.get(last.get("key", ""))
    told = f"archive:{digest.hexdigest()}".encode()
    if key is None or keyed_digest(told, key=key.secret, profile=key.profile) != last.get("seal"):
        yield Finding(FindingKind.CUT, told=f"归档文件 {file.name} 不完整，或已被改动")


def _check(said: dict[str, Any], keys: dict[str, Any], before: str) -> Iterator[Finding]:
    link = said["link"] | {"sealed_at": dt.datetime.fromisoformat(said["link"]["sealed_at"])}
    source, key = sources().get(link["source"]), keys.get(link["key"])
    named = {
        "source": link["source"],
        "row_id": link["row_id"],
        "number": link["number"],
        "at": link["sealed_at"],
    }
    if key is None:
        yield Finding(FindingKind.KEY, **named)
    elif key.seal(link) != link["mac"] or (before and link["previous"] != before):
        yield Finding(FindingKind.LINK_CHANGED, **named)
    if source and digest_of(source, said["row"], form=link["form"]) != link["digest"]:
        yield Finding(FindingKind.CHANGED, **named)


def _columns(link: Link) -> dict[str, Any]:
    return {name: getattr(link, name) for name in _COLUMNS}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Moments as the digest reads them."""
    return {
        name: value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        if isinstance(value, dt.datetime)
        else value
        for name, value in values.items()
    }
