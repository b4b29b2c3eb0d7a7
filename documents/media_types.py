"""What a file is, told by its first bytes, never by its name."""

from __future__ import annotations

import io
import re
import zipfile

from ground.packages import is_crowded

PDF, JPEG, PNG, OFD = "application/pdf", "image/jpeg", "image/png", "application/ofd"
HEIC = "image/heic"  # taken, and kept as JPEG
MOST_PARTS = 5000  # of an OFD

ENDINGS: dict[str, tuple[str, ...]] = {  # the first is the one given to a name without ending
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    PNG: (".png",),
    OFD: (".ofd",),
    HEIC: (".heic", ".heif", ".hif", ".jpg", ".jpeg"),  # some programs only rename them
}
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.ofd,.heic,.heif"  # what a file dialog offers first
LABELS = {PDF: "PDF 文件", JPEG: "JPG 图片", PNG: "PNG 图片", OFD: "OFD 文件", HEIC: "HEIC 照片"}

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_WORD_LIKE = "请用 WPS 或 Office 打开后另存为 PDF，再添加。"
_RESAVE = "请用看图软件另存为 JPG 或 PNG，再添加。"
_UNPACK = "请先解压，再逐个添加其中的 PDF 或图片。"
_ADVICE = (  # (first bytes, what it is, the way out) of types that people add by mistake
    (b"GIF8", "GIF 图片", _RESAVE),
    (b"BM", "BMP 图片", _RESAVE),
    (b"II*\0", "TIFF 图片", "请另存为 PDF 或 JPG，再添加。"),
    (b"MM\0*", "TIFF 图片", "请另存为 PDF 或 JPG，再添加。"),
    (b"\xd0\xcf\x11\xe0", "Word 或 Excel 文档", _WORD_LIKE),
    (b"Rar!", "压缩包", _UNPACK),
    (b"7z\xbc\xaf", "压缩包", _UNPACK),
)


def media_type_of(data: bytes) -> str | None:
    """Return the media type by magic bytes, None where it is none that is taken."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"%PDF-":
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if _has_brand(data, _HEIF_BRANDS):
        return HEIC
    return OFD if "OFD.xml" in _names_in_zip(data) else None


def advice_for(data: bytes) -> str:
    """Return a sentence for a file of another type: what it is and how to make it one that is taken."""
    if _has_brand(data, {b"avif", b"avis"}):
        return f"这是 AVIF 图片，暂不能使用。{_RESAVE}"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return f"这是 WebP 图片，暂不能使用。{_RESAVE}"
    if names := _names_in_zip(data):
        office = "[Content_Types].xml" in names
        what, way_out = ("Word 或 Excel 文档", _WORD_LIKE) if office else ("压缩包", _UNPACK)
        return f"这是{what}，不能直接添加。{way_out}"
    for magic, what, way_out in _ADVICE:
        if data.startswith(magic):
            return f"这是{what}，不能直接添加。{way_out}"
    return "无法识别这个文件的内容。请添加 PDF、JPG、PNG、HEIC 或 OFD 文件；如文件打不开，请重新扫描或拍照。"


def ending_fits(name: str, media_type: str) -> bool:
    """Say whether the name ends as its type does."""
    return name.lower().endswith(ENDINGS.get(media_type, ()))


def wrong_ending(name: str, media_type: str) -> str:
    """Return the ending that claims another type, empty where it fits or the name has none."""
    ending = re.search(r"\.[a-z][a-z0-9]{1,4}$", name.strip().lower())
    return ending.group() if ending and not ending_fits(ending.group(), media_type) else ""


def _has_brand(data: bytes, brands: set[bytes]) -> bool:
    """Whether an ISO base media file names one of the brands as its own."""
    return data[4:8] == b"ftyp" and data[8:12] in brands


def _names_in_zip(data: bytes) -> set[str]:
    if not data.startswith(b"PK\x03\x04"):
        return set()
    stream = io.BytesIO(data)
    if is_crowded(stream, most=MOST_PARTS):
        return set()
    try:
        with zipfile.ZipFile(stream) as archive:
            return set(archive.namelist())
    except Exception:  # hostile archives raise nearly anything
        return set()
