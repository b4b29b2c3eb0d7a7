"""Says whether a backup could be restored, without restoring it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ground.digests import sm3_of_file
from zhongshan_crane.backups import files
from zhongshan_crane.backups.engines import engine
from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.manifest import LIST, Manifest, read


def problems(folder: Path, *, quick: bool = False) -> list[str]:
    """What is wrong, in words; `quick` compares the sizes of the stored files and not their digests."""
    try:
        return list(_all_problems(folder, read(folder), quick=quick))
    except BackupFailed as error:
        return [str(error)]


def _all_problems(folder: Path, manifest: Manifest, *, quick: bool) -> Iterator[str]:
    yield from dump_problems(folder, manifest)
    if not (folder / LIST).is_file() or sm3_of_file(folder / LIST) != manifest.list_sm3:
        yield f"文件清单 {LIST} 缺失或已被改动"
        return
    yield from files.problems(folder, quick=quick)
    yield from (f"数据库提到的文件 {sm3} 在备份时已经缺失" for sm3 in manifest.missing)


def dump_problems(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is wrong with the database's part."""
    dump = folder / manifest.dump
    if not dump.is_file() or sm3_of_file(dump) != manifest.dump_sm3:
        yield f"数据库备份 {manifest.dump} 缺失或已被改动"
    elif said := engine(manifest.vendor).problem(dump):
        yield f"数据库备份 {manifest.dump} 无法读取：{said}"
