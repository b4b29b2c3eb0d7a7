"""RapidOCR at work: find the lines of a sheet, turn it upright, read them. Imported only where it is installed."""

from __future__ import annotations

import contextlib
import ctypes
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import rapidocr
from PIL import Image
from rapidocr.ch_ppocr_rec.typings import TextRecInput

from .lines import Box

Array = np.ndarray[Any, Any]
THREADS = 2
FIND_SIDE, FIND_AREA = 960, 960 * 736  # pixels at which lines are looked for; more costs memory and time
LEAST_WIDTH = 96  # pixels to which a short line is padded; the models' 320 double the time and change nothing
READ_HEIGHT, GROUP_WIDTH = 48, 1920
SMALL_TEXT = 15  # pixels at that size: what is lower is looked for again, in parts of the sheet
MOST_LINES = 160
LEAST_SURE = 0.5  # a line read with less is a texture, not a text
SURELY_UPRIGHT = 0.85
SAMPLE = 6
MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}


@dataclass(frozen=True)
class Reading:
    """The text of one quadrilateral, with the confidence of each sign."""

    text: str
    signs: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The mean over what is no space, which the engine is never sure of."""
        seen = [sign for char, sign in zip(self.text, self.signs, strict=False) if not char.isspace()]
        return sum(seen) / len(seen) if seen else 0.0


@cache
def engine() -> Any:
    """The one engine of this process. The models of the wheel are named by path: nothing is ever downloaded."""
    folder = Path(rapidocr.__file__).parent / "models"
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    cv2.setNumThreads(THREADS)
    found = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": FIND_SIDE,
            "Det.box_thresh": 0.4,
            "Rec.rec_img_shape": [3, READ_HEIGHT, LEAST_WIDTH],
            "Rec.rec_batch_num": GROUP_WIDTH // LEAST_WIDTH,
            **{f"{part}.model_path": str(folder / name) for part, name in MODELS.items()},
        }
    )
    for part, model in (("Det", found._load_det_model()), ("Rec", found._load_rec_model())):
        model.session.session = _session(folder / MODELS[part])
    half: Array = np.full(
        3, 0.5, dtype=np.float32
    )  # as numbers of Python they would double every pixel's memory
    found.text_det.mean = found.text_det.std = half
    return found


def _session(model: Path) -> Any:
    """A session that keeps no memory for the next picture, whose sizes will be others."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.add_session_config_entry(
        "session.intra_op.allow_spinning", "0"
    )  # other processes want to work, too
    return onnxruntime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])


def give_back() -> None:
    """Hand freed memory back to the system, where its C library knows how; else it stays with the process."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def lines_of(
    picture: Image.Image,
) -> tuple[tuple[int, int], int, list[tuple[str, Box, float, tuple[float, ...]]]]:
    """The size of the upright sheet, the degrees it was turned clockwise, and its lines as Line takes them."""
    sheet = np.asarray(picture)[:, :, ::-1]  # the models know BGR
    quads = _found(np.ascontiguousarray(sheet))
    turns = 1 if _lies_on_its_side(quads) else 0
    sheet, quads = _turned(sheet, quads, turns)
    if _upside_down(sheet, quads):
        sheet, quads = _turned(sheet, quads, 2)
        turns += 2
    height, width = sheet.shape[:2]
    lines = []
    for quad, reading in zip(quads, _read(sheet, quads), strict=True):
        if reading.confidence >= LEAST_SURE and reading.text.strip():
            lines.append((*_stripped(reading), _as_box(quad, width, height)))
    return (width, height), turns * 90, [(text, box, sure, signs) for text, sure, signs, box in lines]


def _found(sheet: Array) -> list[Array]:
    quads = _detected(sheet)
    scale = min(_find_side(sheet) / max(sheet.shape[:2]), 1.0)
    if quads and scale < 0.75 and float(np.median([_height(quad) for quad in quads])) * scale < SMALL_TEXT:
        quads = _found_in_parts(sheet)
    return sorted(quads, key=_area, reverse=True)[:MOST_LINES]


def _found_in_parts(sheet: Array) -> list[Array]:
    """Look at two overlapping halves, across the long side: small text doubles, memory stays."""
    height, width = sheet.shape[:2]
    long_side = max(height, width)
    reach, start = int(long_side * 0.56), long_side - int(long_side * 0.56)
    quads: list[Array] = []
    for offset in (0, start):
        wide = width >= height
        part = sheet[:, offset : offset + reach] if wide else sheet[offset : offset + reach]
        shift = np.array([offset, 0] if wide else [0, offset], dtype=np.float32)
        quads += [quad + shift for quad in _detected(np.ascontiguousarray(part))]
    return _without_doubles(quads)


def _without_doubles(quads: list[Array]) -> list[Array]:
    kept: list[Array] = []
    for quad in sorted(quads, key=_area, reverse=True):
        if not any(_covered(quad, other) > 0.6 for other in kept):
            kept.append(quad)
    return kept


def _covered(quad: Array, other: Array) -> float:
    """How much of the upright rectangle around `quad` lies in that around `other`."""
    low, high = np.maximum(quad.min(0), other.min(0)), np.minimum(quad.max(0), other.max(0))
    inner = np.clip(high - low, 0, None)
    own = quad.max(0) - quad.min(0)
    return float(inner[0] * inner[1]) / max(float(own[0] * own[1]), 1.0)


def _detected(sheet: Array) -> list[Array]:
    model = engine()._load_det_model()
    model.limit_side_len = _find_side(sheet)
    boxes = model(sheet).boxes
    return [] if boxes is None else [np.asarray(box, dtype=np.float32) for box in boxes]


def _find_side(sheet: Array) -> int:
    """The long side at which lines are looked for on this sheet: a square one has more pixels at the same side."""
    height, width = sheet.shape[:2]
    return int(min(FIND_SIDE, (FIND_AREA * max(height, width) / min(height, width)) ** 0.5))


def _lies_on_its_side(quads: Sequence[Array]) -> bool:
    """Whether more of the text stands than lies, by the lengths of lines that are no single sign."""
    lying = sum(_width(quad) for quad in quads if _width(quad) > 1.5 * _height(quad))
    standing = sum(_height(quad) for quad in quads if _height(quad) > 1.5 * _width(quad))
    return standing > 1.3 * lying


def _upside_down(sheet: Array, quads: Sequence[Array]) -> bool:
    """Whether the longest lines read better turned round; asked only where they read badly as they are."""
    sample = sorted(quads, key=_width, reverse=True)[:SAMPLE]
    crops = [_cut(sheet, quad) for quad in sample]
    if not crops:
        return False
    upright = _mean(_recognised(crops))
    return upright < SURELY_UPRIGHT and upright < _mean(
        _recognised([np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops])
    )


def _mean(readings: Sequence[Reading]) -> float:
    long_enough = [reading.confidence for reading in readings if len(reading.text) > 1]
    return sum(long_enough) / len(long_enough) if long_enough else 0.0


def _read(sheet: Array, quads: Sequence[Array]) -> list[Reading]:
    return _recognised([_cut(sheet, quad) for quad in quads]) if quads else []


def _recognised(crops: Sequence[Array]) -> list[Reading]:
    """What stands on the crops, read in groups of like width: what is padded and held at once stays small."""
    readings: dict[int, Reading] = {}
    for group in _groups(crops):
        found = engine()._load_rec_model()(
            TextRecInput(img=[crops[at] for at in group], return_word_box=True)
        )
        for at, text, word in zip(group, found.txts, found.word_results, strict=True):
            readings[at] = Reading(text, tuple(word.confs[: len(text)]))
    return [readings[at] for at in range(len(crops))]


def _groups(crops: Sequence[Array]) -> Iterator[list[int]]:
    """The places of the crops, narrow ones first, in groups of at most GROUP_WIDTH pixels when padded."""
    widths = [max(crop.shape[1] / max(crop.shape[0], 1) * READ_HEIGHT, LEAST_WIDTH) for crop in crops]
    group: list[int] = []
    for at in sorted(range(len(crops)), key=widths.__getitem__):
        if group and (len(group) + 1) * widths[at] > GROUP_WIDTH:
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def _cut(sheet: Array, quad: Array) -> Array:
    return np.asarray(engine().crop_text_regions(sheet, quad[None])[0])


def _stripped(reading: Reading) -> tuple[str, float, tuple[float, ...]]:
    start = len(reading.text) - len(reading.text.lstrip())
    text = reading.text.strip()
    return text, round(reading.confidence, 4), reading.signs[start : start + len(text)]


def _turned(sheet: Array, quads: Sequence[Array], quarters: int) -> tuple[Array, list[Array]]:
    """The sheet and the places on it, turned clockwise by quarters."""
    turned = list(quads)
    for _ in range(quarters):
        height = sheet.shape[0]
        sheet = np.rot90(sheet, -1)
        turned = [_in_order(np.stack([height - 1 - quad[:, 1], quad[:, 0]], axis=1)) for quad in turned]
    return np.ascontiguousarray(sheet), turned


def _in_order(quad: Array) -> Array:
    """Corners clockwise from the top left of the text."""
    by_x = quad[np.argsort(quad[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.stack([left[0], right[0], right[1], left[1]])


def _as_box(quad: Array, width: int, height: int) -> Box:
    a, b, c, d = ((float(x) / width, float(y) / height) for x, y in quad)
    return (a, b, c, d)


def _width(quad: Array) -> float:
    return float(np.linalg.norm(quad[0] - quad[1]))


def _height(quad: Array) -> float:
    return float(np.linalg.norm(quad[0] - quad[3]))


def _area(quad: Array) -> float:
    return _width(quad) * _height(quad)
