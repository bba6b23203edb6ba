"""This file detects the encoding of a .dbf and decodes it."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UTF8 = "utf-8"
ARABIC = "cp1256"
LANGUAGE_BYTE = 29
# Language driver ids that name one code page. 0x57, "ANSI", only excludes DOS.
LANGUAGE_IDS = {0x7E: ARABIC, 0x03: "cp1252", 0x01: "cp437", 0x02: "cp850", 0x65: "cp866"}
CODE_PAGES = {
    "utf8": UTF8,
    "65001": UTF8,
    "1256": ARABIC,
    "cp1256": ARABIC,
    "windows1256": ARABIC,
    "ansi1256": ARABIC,
    "1252": "cp1252",
    "cp1252": "cp1252",
    "windows1252": "cp1252",
    "88596": "iso8859-6",
    "iso88596": "iso8859-6",
    "88591": "latin-1",
    "iso88591": "latin-1",
}
# A value cut inside a character leaves at most this many bytes of it.
LONGEST_REST = 3


@dataclass(frozen=True)
class Encoding:
    """name: of the codec. origin: cpg, ldid, detected, or plain if every byte is ASCII."""

    name: str
    origin: str
    declared: str = ""


def find_encoding(texts: Iterable[bytes], *, cpg: bytes | None, language_id: int) -> Encoding:
    """The encoding of a .dbf's texts.

    The .cpg or header value applies if every text can be decoded with it; else UTF-8 if it decodes
    them, else cp1256, the encoding of Persian shapefiles before UTF-8.
    """
    foreign = [text for text in texts if not text.isascii()]
    if not foreign:
        return Encoding(UTF8, "plain")
    declared = _declared(cpg, language_id)
    if declared and _reads(foreign, declared.name):
        return declared
    guess = UTF8 if _reads(foreign, UTF8) else ARABIC
    return Encoding(guess, "detected", declared=declared.name if declared else "")


def decode(text: bytes, encoding: str) -> str:
    """Decode the text; a character cut in two by the column's width is dropped."""
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as error:
        if _is_cut(text, encoding, error):
            return text[: error.start].decode(encoding)
        return text.decode(encoding, "replace")


def decode_text(content: bytes) -> str:
    """The text of a file: UTF-8, with or without BOM, UTF-16 with BOM, else cp1256.

    "Unicode text" of a spreadsheet is UTF-16.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    encoding = find_encoding([content], cpg=None, language_id=0)
    return decode(content.removeprefix(BOM_UTF8), encoding.name)


def language_id_of(dbf: Path) -> int:
    """The language byte of a .dbf header; 0 if unset."""
    with open(dbf, "rb") as file:
        header = file.read(LANGUAGE_BYTE + 1)
    return header[LANGUAGE_BYTE] if len(header) > LANGUAGE_BYTE else 0


def _declared(cpg: bytes | None, language_id: int) -> Encoding | None:
    if cpg is not None:
        key = "".join(sign for sign in cpg[:40].decode("ascii", "ignore").lower() if sign.isalnum())
        if key in CODE_PAGES:
            return Encoding(CODE_PAGES[key], "cpg")
    if language_id in LANGUAGE_IDS:
        return Encoding(LANGUAGE_IDS[language_id], "ldid")
    return None


def _reads(texts: list[bytes], encoding: str) -> bool:
    return all(_reads_one(text, encoding) for text in texts)


def _reads_one(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError as error:
        return _is_cut(text, encoding, error)
    return True


def _is_cut(text: bytes, encoding: str, error: UnicodeDecodeError) -> bool:
    at_end = error.end == len(text) and len(text) - error.start <= LONGEST_REST
    return encoding == UTF8 and at_end and "unexpected end" in error.reason
