"""Static files, as the image and a plain machine collect them."""

from __future__ import annotations

import stat
from typing import Any

from django.core.management import call_command

from zhongshan_crane.settings import storage


def test_whoever_serves_what_another_account_collected_can_read_it(settings: Any, tmp_path: Any) -> None:
    hashed = {**settings.STORAGES["staticfiles"], "BACKEND": storage._HASHED}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    settings.STATIC_ROOT = str(tmp_path)
    call_command("collectstatic", interactive=False, verbosity=0)
    modes = {
        str(path.relative_to(tmp_path)): path.stat().st_mode for path in tmp_path.rglob("*") if path.is_file()
    }
    assert "staticfiles.json" in modes
    assert [name for name, mode in modes.items() if not mode & stat.S_IROTH] == []
