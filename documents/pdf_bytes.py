"""What stands anywhere in a PDF's bytes, whether its present cross-reference leads there or not.

Another program may rebuild a file's table, or show an older revision; so names of what acts are looked for in the
bytes themselves and in every object stream, also where they are written with #xx.
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache

from pypdf import PdfReader
from pypdf.generic import StreamObject, read_object

MOST_OBJECT_STREAMS = 5000
MOST_OBJECTS = 50_000  # that stand near one
MOST_READ = 200 * 1024 * 1024  # bytes read to take them apart; objects may be written into each other
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of all object streams
LONG = 5  # characters of a name that no picture's bytes hold by chance
WINDOW = 4096  # bytes of a dictionary that are looked at before it is parsed
SPACE = b" \t\r\n\f\0"

OBJECT_STREAM = frozenset({"/ObjStm"})
_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
_HEADER = re.compile(rb"[0-9]{1,10}\s+[0-9]{1,5}\s+obj\s*")


class TooMuchError(Exception):
    """More object streams, or bytes in them, than anybody's papers have."""


def acting_names(data: bytes, reader: PdfReader, wanted: frozenset[str]) -> Iterator[str]:
    """Those of the `wanted` names (with their slash) that stand somewhere; short ones count outside of streams.

    Raises TooMuchError, and whatever pypdf raises for an object stream that cannot be read.
    """
    long = frozenset(name for name in wanted if len(name) > LONG)
    yield from _found(data, long)
    yield from _found(_without_streams(data), wanted)
    unpacked = 0
    for count, content in enumerate(_object_streams(data, reader), start=1):
        unpacked += len(content)
        if count > MOST_OBJECT_STREAMS or unpacked > MOST_UNPACKED:
            raise TooMuchError
        yield from _found(content, wanted)


def is_something_else_too(data: bytes) -> bool:
    """Whether the file is also a ZIP, or has more than blanks after its last end mark."""
    end = data.rfind(b"%%EOF")
    return bool(end >= 0 and data[end + 5 :].strip(SPACE)) or zipfile.is_zipfile(io.BytesIO(data))


@cache
def _pattern(wanted: frozenset[str]) -> re.Pattern[bytes]:
    """Any of the names, each sign as it is or as #xx, up to what ends a name."""
    names = ("".join(f"(?:{re.escape(sign)}|#(?i:{ord(sign):02x}))" for sign in name[1:]) for name in wanted)
    return re.compile(rb"/(" + "|".join(sorted(names)).encode() + rb")(?=[\x00-\x20()<>\[\]{}/%]|$)")


def _found(data: bytes, wanted: frozenset[str]) -> set[str]:
    return {f"/{_unescaped(name).decode('latin-1')}" for name in set(_pattern(wanted).findall(data))}


def _unescaped(name: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)


def _without_streams(data: bytes) -> bytes:
    """The bytes between the streams, in one pass whatever is written."""
    kept, at = [], 0
    while (begin := data.find(b"stream", at)) >= 0 and (end := data.find(b"endstream", begin + 6)) >= 0:
        kept.append(data[at:begin])
        at = end + len(b"endstream")
    return b" ".join([*kept, data[at:]])


def _object_streams(data: bytes, reader: PdfReader) -> Iterator[bytes]:
    """The content of each object stream that begins anywhere, referred to or not."""
    stream, read = io.BytesIO(data), 0
    for start in _may_be_object_streams(data):
        stream.seek(start)
        try:
            found = read_object(stream, reader)
        except Exception:  # hostile bytes make the parser raise nearly anything
            if _found(data[start : start + WINDOW].partition(b"endobj")[0], OBJECT_STREAM):
                raise
            found = None  # a neighbour's dictionary
        read += stream.tell() - start
        if read > MOST_READ:
            raise TooMuchError
        if isinstance(found, StreamObject) and found.get("/Type") == "/ObjStm":
            yield found.get_data()


def _may_be_object_streams(data: bytes) -> list[int]:
    """Where the objects begin that have the name within a dictionary's reach."""
    marks = [found.start() for found in _pattern(OBJECT_STREAM).finditer(data)]
    if not marks:
        return []
    starts = [header.end() for header in _HEADER.finditer(data)]
    near = {
        at
        for mark in marks[: MOST_OBJECT_STREAMS + 1]
        for at in range(bisect_left(starts, mark - WINDOW), bisect_right(starts, mark))
    }
    if len(marks) > MOST_OBJECT_STREAMS or len(near) > MOST_OBJECTS:
        raise TooMuchError
    return [starts[at] for at in sorted(near)]
