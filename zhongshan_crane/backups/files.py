"""Stored files in a backup: whole in each folder, yet each byte once, by links to the backup before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from documents import storage
from ground.digests import sm3_of_file
from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.manifest import FILES, LIST

_DIGITS = 64


@dataclass
class Copied:
    """What was taken, in numbers, and the files whose bytes are not those of their digest."""

    files: int = 0
    bytes: int = 0
    new: int = 0
    damaged: list[str] = field(default_factory=list)


def place_in(folder: Path, sm3: str) -> Path:
    """Where a backup keeps the bytes of a digest."""
    return folder / FILES / sm3[:2] / sm3


def take(folder: Path, before: Path | None) -> Copied:
    """Put every stored file into the folder, linked where the backup before has it, and list them all."""
    done = Copied()
    with (folder / LIST).open("w", encoding="ascii") as lines:
        for path in sorted(path for path in storage.all_paths() if len(path.name) == _DIGITS):
            target = place_in(folder, path.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not _linked(before and place_in(before, path.name), target):
                if not _copied(path, target):
                    done.damaged.append(path.name)
                    continue
                done.new += 1
            size = target.stat().st_size
            lines.write(f"{path.name} {size}\n")
            done.files, done.bytes = done.files + 1, done.bytes + size
    return done


def give_back(folder: Path) -> int:
    """Put every listed file into the store where it is not there in its size; return how many were.

    Raises BackupFailed for one that is not whole: nothing was taken away.
    """
    back = 0
    for sm3, size in listed(folder):
        target = storage.path_of(sm3)
        if target.is_file() and target.stat().st_size == size:
            continue
        try:
            storage.write(sm3, place_in(folder, sm3).read_bytes())
        except FileNotFoundError:
            raise BackupFailed(f"备份中的文件 {sm3} 缺失。") from None
        storage.read(sm3)
        back += 1
    return back


def problems(folder: Path, *, quick: bool) -> Iterator[str]:
    """What is wrong with the files: missing, of another size and, unless quick, of other bytes."""
    for sm3, size in listed(folder):
        path = place_in(folder, sm3)
        if not path.is_file():
            yield f"文件 {sm3} 缺失"
        elif path.stat().st_size != size or not (quick or sm3_of_file(path) == sm3):
            yield f"文件 {sm3} 已损坏"


def listed(folder: Path) -> Iterator[tuple[str, int]]:
    """Digest and size of each file of a backup."""
    try:
        with (folder / LIST).open(encoding="ascii") as lines:
            for line in lines:
                sm3, size = line.split()
                yield sm3, int(size)
    except (OSError, ValueError) as error:
        raise BackupFailed(f"备份的文件清单 {LIST} 无法读取：{error}") from None


def _linked(before: Path | None, target: Path) -> bool:
    """Whether the backup before had it and the folder's disk knows links."""
    if before is None:
        return False
    try:
        os.link(before, target)
    except OSError:
        return False
    return True


def _copied(path: Path, target: Path) -> bool:
    """Copy and compare; a file that the sweep took away meanwhile, or that is damaged, is not taken."""
    try:
        shutil.copyfile(path, target)
    except FileNotFoundError:
        return False
    if sm3_of_file(target) == path.name:
        return True
    target.unlink()
    return False
