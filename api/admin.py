"""The pages of keys in the console."""

from __future__ import annotations

from api import pages as pages  # these pages register themselves
