"""The certificate's file as OFD (GB/T 33190-2016): one plain A4 page of text, of the same face as the PDF."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from mock_province.face import Face

NAMESPACE = "http://www.ofdspec.org/2016"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
A4 = "0 0 210 297"
TOP, STEP, LEFT = 60.0, 9.0, 30.0  # millimetres
FONT_ID = 2

ROOT = f"""{HEAD}<ofd:OFD xmlns:ofd="{NAMESPACE}" DocType="OFD" Version="1.0">
<ofd:DocBody><ofd:DocInfo><ofd:DocID>{{document}}</ofd:DocID><ofd:Title>建筑起重机械产权备案证</ofd:Title></ofd:DocInfo>
<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"""
DOCUMENT = f"""{HEAD}<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:MaxUnitID>{{last}}</ofd:MaxUnitID>
<ofd:PageArea><ofd:PhysicalBox>{A4}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>
</ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>"""
RESOURCES = f"""{HEAD}<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res"><ofd:Fonts>
<ofd:Font ID="{FONT_ID}" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>"""
PAGE = f"""{HEAD}<ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Area><ofd:PhysicalBox>{A4}</ofd:PhysicalBox></ofd:Area>
<ofd:Content><ofd:Layer ID="3">{{texts}}</ofd:Layer></ofd:Content></ofd:Page>"""


def render(face: Face) -> bytes:
    """The OFD's bytes, the same ones for the same face."""
    lines = _lines(face)
    texts = "".join(_text(number, size, line) for number, (size, line) in enumerate(lines))
    parts = {
        "OFD.xml": ROOT.format(document=escape(face["certificateNo"].replace(".", ""))),
        "Doc_0/Document.xml": DOCUMENT.format(last=4 + len(lines)),
        "Doc_0/PublicRes.xml": RESOURCES,
        "Doc_0/Pages/Page_0/Content.xml": PAGE.format(texts=texts),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return packed.getvalue()


def _lines(face: Face) -> list[tuple[float, str]]:
    """Each line with its size in millimetres."""
    pairs = [f"{row['label']}：{row['value']}" for row in [*face["rows"], *face["parameters"]]]
    return [
        (10, "建筑起重机械产权备案证"),
        (7, face["registrationNo"]),
        *[(4, pair) for pair in pairs],
        (4, f"证照标识：{face['certificateId']}"),
        (4, f"发证机关：{face['issuer']}"),
        (4, f"发证日期：{face['issuedOn']}"),
        (3, "演示环境签发，仅供系统演示和测试，不具有法律效力。"),
    ]


def _text(number: int, size: float, line: str) -> str:
    """One line; the letters stand `size` apart, Latin ones half of it."""
    steps = " ".join(f"{size if ord(letter) > 0x2E80 else size / 2:g}" for letter in line[:-1])
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="{4 + number}" Boundary="{LEFT} {TOP + STEP * number - size:g} 160 {size * 1.3:g}" '
        f'Font="{FONT_ID}" Size="{size:g}"><ofd:TextCode X="0" Y="{size:g}"{delta}>{escape(line)}'
        "</ofd:TextCode></ofd:TextObject>"
    )
