"""honcho's manager and printer, for signals that come at any moment: while a line is written, or before all have started.

Both are called by handlers of signals. An error in a handler would end the launcher and leave its processes behind.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from honcho.manager import Manager
from honcho.printer import Message, Printer


class OrderlyPrinter(Printer):
    """A line that comes while another one is written waits for its end: a file refuses to be written by a handler then."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: deque[Message] = deque()
        self._is_writing = False

    def write(self, message: Message) -> None:
        """Write it, or have it written by whoever is writing."""
        self._waiting.append(message)
        if self._is_writing:
            return
        self._is_writing = True
        try:
            while self._waiting:
                super().write(self._waiting.popleft())
        finally:
            self._is_writing = False


class Processes(Manager):
    """What asks for the end before all have said their number is kept until they have."""

    _is_to_end = False

    def terminate(self) -> None:
        """End all, as soon as all can be told."""
        self._is_to_end = True
        if self._all_started():
            super().terminate()

    def _system_print(self, data: str) -> None:
        super()._system_print(data)
        if self._is_to_end:
            self.terminate()
