"""Bytes of a Python file to text and back, losing nothing: encoding declaration, BOM, line endings."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_BOM = "\ufeff"
_FIRST_LINES = re.compile(rb"\A([^\r\n]*)(?:\r\n|\r|\n)?([^\r\n]*)")


class DecodeError(ValueError):
    """The bytes are no text in the encoding that the file declares; the message says why."""


class EncodeError(ValueError):
    """The text cannot be written in the file's encoding without changing what it means."""


class SourceText(NamedTuple):
    """A decoded file. ``text`` has the file's own line endings and no BOM.

    Only where all lines end in a lone carriage return (``old_mac``) the text has line feeds
    in their place: Python takes either, and the parsers in use do not.
    """

    text: str
    encoding: str = "utf-8"
    bom: bool = False
    old_mac: bool = False

    @classmethod
    def of(cls, text: str, encoding: str = "utf-8") -> SourceText:
        """A text as a file holds it, a BOM as its first character included."""
        body = text.removeprefix(_BOM)
        old_mac = "\r" in body and "\n" not in body
        return cls(body.replace("\r", "\n") if old_mac else body, encoding, body is not text, old_mac)

    def restore(self, text: str) -> str:
        """``text`` with this file's line endings and BOM."""
        return (_BOM if self.bom else "") + (text.replace("\n", "\r") if self.old_mac else text)

    def encode(self, text: str) -> bytes:
        """``text`` in this file's encoding and with its BOM.

        A character that the encoding lacks (it can only come from an inserted comment or
        string) is written as a backslash escape, if the program stays the same; EncodeError if not.
        """
        whole = self.restore(text)
        try:
            return whole.encode(self.encoding)
        except UnicodeEncodeError as error:
            data = whole.encode(self.encoding, "backslashreplace")
            if not _same_program(whole, data.decode(self.encoding)):
                raise EncodeError(f"{error.object[error.start]!r} cannot be written in {self.encoding}") from None
            return data


def decode(data: bytes) -> SourceText:
    """Decode a Python file by PEP 263.

    Raises DecodeError if the encoding is unknown, the bytes do not fit it, or decoding
    loses something (encoding the text again would give other bytes).
    """
    try:
        encoding, _ = tokenize.detect_encoding(_first_two_lines(data).__next__)
    except SyntaxError as error:
        raise DecodeError(_position(data, "utf-8") or str(error)) from None
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        text = data.decode(encoding)
        again = text.encode(encoding)
    except UnicodeDecodeError as error:
        raise DecodeError(_position(data, encoding) or str(error)) from None
    except (UnicodeError, LookupError) as error:
        raise DecodeError(f"{encoding}: {error}") from None
    if again != data:
        raise DecodeError(f"decoding as {encoding} loses information")
    return SourceText.of(text, encoding)


def _position(data: bytes, encoding: str) -> str:
    """Which byte is not valid; "" if all are."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"line {line}: byte 0x{data[error.start]:02x} is not valid {encoding}"
    return ""


def _first_two_lines(data: bytes) -> Iterator[bytes]:
    # Python ends lines at a lone CR too, tokenize.detect_encoding's readline protocol does not.
    match = _FIRST_LINES.match(data)
    if match:
        for line in match.groups():
            yield line + b"\n"
    while True:
        yield b""


def _same_program(before: str, after: str) -> bool:
    try:
        return ast.dump(ast.parse(before)) == ast.dump(ast.parse(after))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
