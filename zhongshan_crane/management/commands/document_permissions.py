"""Renews docs/permissions.md from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhongshan_crane.drawn_permissions import FILE, permissions_document


class Command(BaseCommand):
    """To be run after a change, and committed with it; a test compares."""

    help = "由代码重新生成 docs/permissions.md"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        FILE.write_text(permissions_document(), "utf-8")
        self.stdout.write(f"已生成 {FILE.name}")
