"""What recognition finds, and on which kind of paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ground.worded import Worded
from vision.lines import Box, box_from_json, box_to_json

# What is less sure than this is not offered: at and above it 99 of 100 are right (docs/recognition.md).
OFFERED_FROM = 0.8


class Source(Worded):
    """The papers that a machine's data can be read from."""

    NAMEPLATE = "nameplate", "铭牌"
    OLD_CERTIFICATE = "old_certificate", "旧备案证"
    QUALITY_CERTIFICATE = "quality_certificate", "产品合格证"


@dataclass(frozen=True)
class Found:
    """One field that was read.

    `path` in the one field-path scheme (`parameters.rated_load_moment`, `model`, …), `value` as the form takes it and in
    the form's unit, `raw` as it stands on the picture, `confidence` 0..1 after the cross-checks, `doubts` their codes.
    """

    path: str
    value: str
    raw: str
    page: int
    box: Box
    confidence: float
    doubts: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form that a row keeps."""
        return {
            "path": self.path,
            "value": self.value,
            "raw": self.raw,
            "page": self.page,
            "box": box_to_json(self.box),
            "confidence": self.confidence,
            "doubts": list(self.doubts),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Found:
        """What `to_json` wrote; KeyError or ValueError where it is none."""
        return cls(
            path=str(kept["path"]),
            value=str(kept["value"]),
            raw=str(kept["raw"]),
            page=int(kept["page"]),
            box=box_from_json(kept["box"]),
            confidence=float(kept["confidence"]),
            doubts=tuple(str(doubt) for doubt in kept["doubts"]),
        )
