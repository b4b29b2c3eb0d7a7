"""Renews docs/openapi.yaml from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhongshan_crane.interface import FILE, description_document


class Command(BaseCommand):
    """To be run after a change, and committed with it; a test compares."""

    help = "由代码重新生成 docs/openapi.yaml"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        FILE.write_text(description_document(), "utf-8")
        self.stdout.write(f"已生成 {FILE.name}")
