"""What keeps the system: maintenance, backups, packages for the city's archive."""

from __future__ import annotations

import ipaddress

from django.core.exceptions import ImproperlyConfigured

from .environment import VAR_DIR, env


def _networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return the networks that a setting names."""
    try:
        return [ipaddress.ip_network(text) for text in env.list(name, default=[])]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} 须写成 10.1.0.0/16,192.0.2.7 这样的网络地址，以逗号分隔：{error}"
        ) from None


# While this file exists the portal is closed; every web and worker process must see the same one.
MAINTENANCE_FILE = env.path("MAINTENANCE_FILE", default=str(VAR_DIR / "maintenance.json"))
# Who may work while it is closed: the office's own network, to look before everybody comes.
MAINTENANCE_ADMIT = _networks("MAINTENANCE_ADMIT")

BACKUP_DIR = env.path("BACKUP_DIR", default=str(VAR_DIR / "backups"))
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)  # the newest so many; 0: all

# 归档移交: where packages of finished renewals are put for the city's archive; empty: nothing is handed over.
ARCHIVE_DIR = env.str("ARCHIVE_DIR", default="")
ARCHIVE_FONDS = env.str("ARCHIVE_FONDS", default="")  # 全宗号, given by the archive
ARCHIVE_RETENTION = env.str("ARCHIVE_RETENTION", default="永久")  # 保管期限
