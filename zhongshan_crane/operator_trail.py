"""What is done to the system from its server, as entries of the record: backups, a restore, the maintenance switch.

No account stands behind a command: the doer is 系统/命令, with the server's own account as erasable words. The switch
works while the database is away, so its steps are kept in a file beside it until they can be recorded.
"""

from __future__ import annotations

import fcntl
import getpass
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.actors import COMMAND
from audit.chain import SealHead
from audit.models import AccountEvent
from audit.services import record_account_step
from ground.glossary import AccountStep
from zhongshan_crane.backups.manifest import Manifest
from zhongshan_crane.maintenance import Closure

_log = structlog.get_logger("operator")


def record_backup(folder: Path, manifest: Manifest) -> None:
    """A backup was made; what is wrong with the files that it could not take is counted."""
    _record(
        AccountStep.BACKUP_MADE,
        backup=folder.name,
        sm3=manifest.dump_sm3,
        bytes=manifest.dump_bytes,
        files=manifest.files,
        missing=len(manifest.missing),
    )


def record_failed_backup(reason: str) -> None:
    """No backup was made. Where the database is the reason, there is no entry but the log's line."""
    _log.error("backup failed", reason=reason)
    try:
        _record(AccountStep.BACKUP_FAILED, reason=reason[:200])
    except Exception as problem:
        _log.warning("failed backup not recorded", error=type(problem).__name__)


def record_restore(folder: Path, manifest: Manifest, replaced: tuple[int, str]) -> None:
    """In the restored database: what was put back, and where the chain that it replaced had ended."""
    number, mac = replaced
    _record(
        AccountStep.RESTORED,
        backup=folder.name,
        made_at=manifest.made_at,
        sm3=manifest.dump_sm3,
        **({"replaced_until": number, "replaced_mac": mac} if number else {}),
    )


def end_of_chain() -> tuple[int, str]:
    """Where the chain of the present database ends; (0, "") where there is none."""
    head = SealHead.objects.filter(pk=1).first()
    return (head.number, head.mac) if head else (0, "")


def note_switch(step: AccountStep, closure: Closure | None) -> None:
    """Keep one step of the switch beside it, and record it at once where the database is there."""
    said = {
        "step": step.value,
        "moment": timezone.now().isoformat(),
        "since": closure.since.isoformat() if closure and closure.since else "",
        "expected": closure.until.isoformat() if closure and closure.until else "",
        "message": closure.message if closure else "",
        "operator": operator(),
    }
    with _kept_steps() as file:
        file.write(json.dumps(said, ensure_ascii=False) + "\n")
    try:
        record_switches()
    except Exception as problem:  # whatever is wrong with the database: the switch has been thrown
        _log.warning("switch not recorded yet", error=type(problem).__name__)


def record_switches() -> int:
    """Record the steps that are kept beside the switch, each once; how many."""
    if not _steps_file().exists():
        return 0
    with _kept_steps() as file:
        file.seek(0)
        steps = [said for line in file if (said := _read(line))]
        with transaction.atomic():
            fresh = [said for said in steps if not _is_recorded(said)]
            for said in fresh:
                _record(AccountStep(said.pop("step")), **said)
        file.truncate(0)
    return len(fresh)


def _is_recorded(said: dict[str, str]) -> bool:
    """A process may have died between the record and the emptied file."""
    return AccountEvent.objects.filter(step=said["step"], detail__moment=said["moment"]).exists()


def _read(line: str) -> dict[str, str] | None:
    """One kept step; None for a line that a dying process left half."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.get("step") in _SWITCH else None


_SWITCH = {AccountStep.MAINTENANCE_ON.value, AccountStep.MAINTENANCE_OFF.value}


@contextmanager
def _kept_steps() -> Iterator[IO[str]]:
    """The file of kept steps, this process's alone."""
    with _steps_file().open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
        file.flush()


def _steps_file() -> Path:
    place = Path(settings.MAINTENANCE_FILE)
    return place.with_name(place.name + ".steps")


def _record(step: AccountStep, **detail: Any) -> None:
    record_account_step(step=step, actor=COMMAND, account_id=None, detail={"operator": operator(), **detail})


def operator() -> str:
    """The server's account that runs the command."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        return str(os.getuid())
