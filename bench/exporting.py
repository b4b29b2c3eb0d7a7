"""导出 of a firm's register in a process of its own, whose memory nobody else has used: `python -m bench.exporting`.

It reads from its input whose register to write, and answers with bytes, seconds, and the most memory in bytes before and after; an
empty line ends it.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import time
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongshan_crane.settings")
    import django

    django.setup()

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from devices.models import Device


def main() -> None:
    """Write registers as they are asked for."""
    logging.disable(logging.CRITICAL)
    settings.ALLOWED_HOSTS, settings.DEBUG = ["testserver"], False
    address = reverse("renewals:registered_export")
    for name in iter(lambda: sys.stdin.readline().strip(), ""):
        client = Client()
        user = User.objects.get(username=name)
        client.force_login(user)
        one = Device.objects.visible_to(user).earliest("pk").pk
        _written(client.post(address, {"pk": one}))  # what is loaded at the first time is not its memory
        before, begun = _most(), time.perf_counter()
        size = _written(client.post(address))
        sys.stdout.write(f"{size} {time.perf_counter() - begun} {before} {_most()}\n")
        sys.stdout.flush()


def _written(answer: Any) -> int:
    """Its bytes, read in pieces as a server sends them."""
    assert answer.status_code == 200, answer.content.decode()  # noqa: S101 - a refusal is fast
    size = sum(map(len, answer.streaming_content))
    answer.close()
    return size


def _most() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
