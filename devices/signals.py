"""What the machine's own steps tell the layers above, which devices cannot import."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction of the step, the machine's row locked: `device`, `step` (ground.glossary.Step), `user`,
# and by step: `was` (the common fields before, None where they did not change) and `staged` of DEVICE_SAVED,
# `opinion` of the office's decisions.
machine_stepped = Signal()
