"""What a channel says where a text could not be sent."""

from __future__ import annotations

from enum import StrEnum


class FailureKind(StrEnum):
    """TEMPORARY: nothing was sent, later may help. UNCERTAIN: perhaps sent, the answer is missing.
    PERMANENT: trying again cannot help."""

    TEMPORARY = "temporary"
    UNCERTAIN = "uncertain"
    PERMANENT = "permanent"


class SendFailure(Exception):  # noqa: N818 (an answer, not a fault of ours)
    """`sentence` is for people and names no address; `retry_after` in seconds where the platform asked.

    `of_channel`: the whole channel is in trouble, so that others need not be tried now.
    """

    def __init__(
        self, kind: FailureKind, sentence: str, *, retry_after: float = 0.0, of_channel: bool = False
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.retry_after = retry_after
        self.of_channel = of_channel
