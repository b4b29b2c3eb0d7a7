"""What stops a backup or a restore, in words for the operator."""

from __future__ import annotations


class BackupFailed(Exception):  # noqa: N818 (an answer to the operator)
    """It was not done, and why; what there was before is as it was."""
