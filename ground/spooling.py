"""Files made for one answer: small ones in memory, large ones on disk."""

from __future__ import annotations

import io
import os
from typing import IO


def at_beginning(made: IO[bytes], *, in_memory: int) -> IO[bytes]:
    """The spooled file ready to be sent; what fits into memory stays there.

    A web server asks a spooled file for its number and so moves even a small one to the disk, after the answer has
    begun: on a full disk the answer would break off without a word.
    """
    size = made.seek(0, os.SEEK_END)
    made.seek(0)
    if size > in_memory:
        return made
    with made:
        return io.BytesIO(made.read())
