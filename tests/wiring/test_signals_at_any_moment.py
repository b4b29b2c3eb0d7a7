"""Signals that meet the launcher at an awkward moment: while it writes a line, or while its processes start."""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from honcho.printer import Message

from zhongshan_crane.launch_processes import OrderlyPrinter

ROOT = Path(__file__).resolve().parent.parent.parent
ENDED_WHILE_STARTING = """
import os, signal
from honcho.printer import Printer
from zhongshan_crane.launch_processes import OrderlyPrinter, Processes

class Impatient(Processes):
    def _start(self):
        super()._start()
        os.kill(os.getpid(), signal.{signal})

processes = Impatient(OrderlyPrinter())
for name in ("one", "two", "three"):
    processes.add_process(name, "exec sleep 600")
processes.loop()
raise SystemExit(processes.returncode)
"""


def line(data: str) -> Message:
    """A line as honcho hands it to its printer."""
    return Message(type="line", data=data, time=dt.datetime(2026, 1, 1), name="web", colour=None)


def test_a_line_that_comes_while_another_is_written_follows_it_whole():
    class Interrupted(io.StringIO):
        was = False

        def write(self, text: str) -> int:
            if not self.was:
                self.was = True
                printer.write(line("from the handler\n"))
            return super().write(text)

    output = Interrupted()
    printer = OrderlyPrinter(output, colour=False)
    printer.write(line("at work\n"))
    printer.write(line("afterwards\n"))
    said = [written.split("| ")[1] for written in output.getvalue().splitlines()]
    assert said == ["at work", "from the handler", "afterwards"]


@pytest.mark.parametrize(("how", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_while_processes_start_ends_them_all(how, status):
    program = ENDED_WHILE_STARTING.format(signal=how)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env=dict(os.environ),
    )
    assert done.returncode == status, done.stderr
    assert sum("stopped" in written for written in done.stdout.splitlines()) == 3
    assert not done.stderr, signal.Signals[how]
