"""Where this checkout keeps its things; read before Django's settings, by the launcher and the broker too."""

from __future__ import annotations

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(str(BASE_DIR / ".env"))  # what the surroundings have set already stays

# Everything that the running system writes: database, files, broker, logs.
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()
