"""`make run`: brings data up to date, starts every process under honcho and says where the portal is.

What the processes write goes to `var/log/run.log`; the terminal shows what a person needs.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from honcho import manager as honcho_manager
from honcho.environ import parse_procfile

from . import launch_ground
from .demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from .launch_processes import OrderlyPrinter, Processes
from .places import BASE_DIR, VAR_DIR

LOG = VAR_DIR / "log" / "run.log"
READY_WITHIN_SECONDS = 90
STOP_WITHIN_SECONDS = 8


def main() -> int:
    """Run until Ctrl-C, SIGTERM, SIGHUP or the end of the calling make; return the exit status."""
    os.chdir(BASE_DIR)
    lock = launch_ground.only_one_of_this_folder()
    if lock is None:
        print(
            f"本系统已在此目录运行：{launch_ground.noted_address()}  如需重新启动，请先在原窗口按 Ctrl-C 停止。"
        )
        return 1
    addresses = launch_ground.choose_addresses()
    os.environ.update(addresses)
    if not _prepare_data():
        return 1
    launch_ground.note_address(os.environ["PUBLIC_BASE_URL"])
    return _run_processes()


def _prepare_data() -> bool:
    """Migrate, then seed the demo or collect the static files; say what went wrong."""
    print("正在准备数据库……", flush=True)
    try:
        launch_ground.bring_data_up_to_date()
    except Exception as error:  # the terminal needs the reason, whatever it is
        print(f"准备失败：{error}", file=sys.stderr)
        return False
    return True


def _run_processes() -> int:
    """Start what the Procfile names, wait for its end and return 0 where a person ended it."""
    for folder in (LOG.parent, VAR_DIR / "beat"):
        folder.mkdir(parents=True, exist_ok=True)
    honcho_manager.KILL_WAIT = STOP_WITHIN_SECONDS
    with LOG.open("w") as log:
        processes = Processes(OrderlyPrinter(log, colour=False))
        for name, command in launch_ground.processes_to_run(
            parse_procfile((BASE_DIR / "Procfile").read_text()).processes
        ):
            processes.add_process(name, command, env=launch_ground.process_environment())
        stop = _stop_on_hangup()
        threading.Thread(target=_stop_when_orphaned, args=(os.getppid(), stop), daemon=True).start()
        threading.Thread(target=_announce, args=(stop,), daemon=True).start()
        launch_ground.release_ports()
        processes.loop()
    return _farewell(processes.returncode)


def _stop_on_hangup() -> Callable[[], None]:
    """Treat a closed terminal like Ctrl-C; return what stops the run."""
    me = os.getpid()

    def stop() -> None:
        os.kill(me, signal.SIGTERM)

    def hung_up(*_: object) -> None:
        if (
            os.getpid() == me
        ):  # honcho's own children inherit the handler and must stay until theirs has ended
            stop()

    signal.signal(signal.SIGHUP, hung_up)
    return stop


def _stop_when_orphaned(parent: int, stop: Callable[[], None]) -> None:
    """Stop when the calling make is gone, whatever ended it."""
    while os.getppid() == parent:
        time.sleep(1)
    stop()


def _announce(stop: Callable[[], None]) -> None:
    """Print the one block that a person needs, as soon as the portal answers."""
    address = os.environ["PUBLIC_BASE_URL"]
    if not _answers(f"http://127.0.0.1:{os.environ['PORT']}/readyz"):
        print(f"门户在 {READY_WITHIN_SECONDS} 秒内没有就绪，详情见 {LOG}", file=sys.stderr)
        stop()
        return
    print(f"\n中山市建筑起重机械安全监控管理系统已启动\n\n  地址       {address}")
    if launch_ground.is_demo():
        print(_accounts())
    print(
        f"  模拟省网   {os.environ['PROVINCE_BASE_URL']}\n  运行日志   {LOG}\n\n  按 Ctrl-C 停止\n",
        flush=True,
    )


def _accounts() -> str:
    """Return the lines about who can log in."""
    shown = [f"{name} {what}" for name, what in DEMO_ACCOUNTS.items()]
    lines = ["   ".join(shown[at : at + 4]) for at in range(0, len(shown), 4)]
    return "  演示账号   " + "\n             ".join(lines) + f"\n  密码       {DEMO_PASSWORD}"


def _answers(url: str) -> bool:
    """Wait until the address answers 200 with every part ready, or a degraded 200 at the end of patience."""
    last = b""
    for _ in range(READY_WITHIN_SECONDS * 5):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                last = answer.read()
        except (urllib.error.URLError, OSError):
            last = b""
        if b'"ready"' in last:
            return True
        time.sleep(0.2)
    return b'"degraded"' in last


def _farewell(returncode: int | None) -> int:
    """Say how the run ended; a process that ended by itself is shown with its last lines."""
    if returncode in {130, 143}:
        print("\n已全部停止。")
        return 0
    print("\n有一个进程意外退出，已全部停止。最后的日志：", file=sys.stderr)
    print("\n".join(LOG.read_text(errors="replace").splitlines()[-25:]), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
