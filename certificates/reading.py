"""What somebody who checks a machine typed, pasted or scanned: a number, a 证照标识, a plate's code, any text with one.

The content of the province's QR code is not published; so a number is looked for in whatever it says. Nothing is
fetched, followed or run, and nothing here asks the database.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from django.core.signing import BadSignature, Signer
from stdnum.iso7064 import mod_37_36

from devices.assumptions import PROVINCES, of_settings
from devices.numbers import MAX_LENGTH, ODD_HYPHENS, RegistrationNumber, key_of, parse
from devices.typed_text import half_width
from ground.errors import RuleBroken
from ground.searching import folded

LONGEST = 400  # characters of a code that are looked at: in Chinese, escaped, as many as one address may have
OID_ROOT = "1.2.156.3005.2."  # of 证照标识; the province's interface leaves it out
NO_NUMBER = (
    "没有从所填内容中读出备案号或证照标识。请对照证书，直接输入备案号(如 粤T-T00001)和铭牌上的出厂编号。"
)
WRONG_CHECK = "证照标识的校验位不符，可能抄错或少抄了字符。请逐位核对，或改用备案号查验。"

_PLATE = re.compile(r"/verify/([\w-]+\.[\w-]+)/?")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_WITH_PROVINCE = re.compile(rf"[{PROVINCES}]\s*[A-Z]{{1,2}}\s*-?\s*[A-Z]\s*-?\s*[0-9]{{4,9}}(?![0-9])")
_OF_ZHONGSHAN = re.compile(r"(?<![A-Z0-9-])T[A-Z]?-?[TSWGQ]-?[0-9]{4,9}(?![A-Z0-9])")
# Type, issuer's 统一社会信用代码, serial, version, check character (ISO 7064 MOD 37,36).
_IDENTIFIER = re.compile(
    r"(?<![0-9A-Z])([0-9A-Z]{10,30})\.([0-9A-Z]{18})\.([0-9A-Z]{1,30})\.([0-9]{3})\.([0-9A-Z])(?![0-9A-Z.])"
)
_OTHER_IDENTIFIER = re.compile(re.escape(OID_ROOT) + r"([0-9A-Z.]{3,49})")
_SERIAL = re.compile(
    r"(?:出厂编号|出厂号|产品编号|FACTORY_?(?:NUMBER|NO)|SERIAL|CCBH)[\"'”\s:=]{1,6}([0-9A-Z][0-9A-Z./()#-]{0,39})"
)


@dataclass(frozen=True)
class Asked:
    """What is asked for: `number` or `identifier` (证照标识 without its root), and the serial, as far as known.

    `plate`: a code that this system signed. `problem`: why there is nothing to ask with.
    """

    number: str = ""
    identifier: str = ""
    serial: str = ""
    plate: bool = False
    problem: str = ""

    @property
    def what(self) -> str:
        """What stands in the field afterwards."""
        return self.number or self.identifier

    @property
    def complete(self) -> bool:
        """Whether a machine can be looked for."""
        return bool(self.what and self.serial)


def read_asked(text: str, serial: str = "") -> Asked:
    """Understand the first field; a serial in its text counts where `serial` is empty. Raises nothing."""
    text = text.strip()[:LONGEST]
    if (found := _PLATE.search(text)) and (signed := read_plate(found[1])):
        return Asked(number=signed[0], serial=signed[1], plate=True)
    plain = _plain(text)
    serial = serial or _serial_in(plain)
    if identifier := _IDENTIFIER.search(plain):
        whole = identifier[0]
        wrong = not mod_37_36.is_valid(whole.replace(".", ""))
        return Asked(problem=WRONG_CHECK, serial=serial) if wrong else Asked("", whole, serial)
    if other := _OTHER_IDENTIFIER.search(plain):
        return Asked("", other[1].rstrip("."), serial)
    if number := _number_in(plain):
        return Asked(number, "", serial)
    if text and len(text) <= MAX_LENGTH and "://" not in text:
        return Asked(text, "", serial)  # an old number of a form that nobody foresaw
    return Asked(serial=serial, problem=NO_NUMBER if text else "")


def plate_token(*, number: str, serial: str) -> str:
    """What a plate's QR code carries: number and serial, signed, fit for an address.

    It never expires, because a plate hangs for years. The signature keeps anybody from making codes
    out of guessed numbers; it adds nothing to what number and serial, typed, tell everybody.
    """
    content = f"{key_of(number)}\n{folded(serial)}".encode()
    return _signer().sign(base64.urlsafe_b64encode(content).decode().rstrip("="))


def read_plate(token: str) -> tuple[str, str] | None:
    """(number as it is shown, folded serial) of a plate's token, None where this system did not sign it."""
    try:
        signed = _signer().unsign(token)
        content = base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)).decode()
    except (BadSignature, binascii.Error, UnicodeDecodeError):
        return None
    number, _, serial = content.partition("\n")
    known = _parsed(number)
    return known.text if known else number, serial


def _signer() -> Signer:
    """The signer of plates; a change of its salt would end all plates that hang."""
    return Signer(sep=".", salt="certificates.plate")


def _plain(text: str) -> str:
    """Escapes of addresses (UTF-8 or GBK) and of JSON resolved; half width, upper case, plain hyphens."""
    if "%" in text:
        raw = unquote_to_bytes(text)
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("gb18030", errors="replace")
    text = _ESCAPED.sub(_character, text)
    return half_width(text).translate(ODD_HYPHENS).upper()


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return " " if 0xD800 <= code <= 0xDFFF else chr(code)


def _serial_in(plain: str) -> str:
    found = _SERIAL.search(plain)
    return found[1].rstrip(".-") if found else ""


def _number_in(plain: str) -> str:
    """The number in a text as it is shown, an electronic one before an old one; empty where there is none."""
    for pattern in (_WITH_PROVINCE, _OF_ZHONGSHAN):
        found = [_parsed(candidate[0]) for candidate in pattern.finditer(plain)]
        known = [number for number in found if number]
        known.sort(key=lambda number: number.kind != "electronic")
        if known:
            return known[0].text
    return ""


def _parsed(candidate: str) -> RegistrationNumber | None:
    try:
        number = parse(candidate, of_settings())
    except RuleBroken:
        return None
    return None if number.kind == "unrecognised" else number
