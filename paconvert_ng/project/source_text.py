"""Bytes of a Python file to text and back, losing nothing: encoding declaration, BOM, line endings."""

from __future__ import annotations

import ast
import codecs
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

_FIRST_LINES = re.compile(rb"\A([^\r\n]*)(?:\r\n|\r|\n)?([^\r\n]*)")


class DecodeError(ValueError):
    """The bytes are no text in the encoding that the file declares; the message says why."""


class EncodeError(ValueError):
    """The text cannot be written in the file's encoding without changing what it means."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A decoded file. ``text`` has the file's own line endings and no BOM."""

    text: str
    encoding: str = "utf-8"
    bom: bool = False

    def encode(self, text: str) -> bytes:
        """``text`` in this file's encoding and with its BOM.

        A character that the encoding lacks (it can only come from an inserted comment or
        string) is written as a backslash escape, if the program stays the same; EncodeError if not.
        """
        try:
            data = text.encode(self.encoding)
        except UnicodeEncodeError as error:
            data = text.encode(self.encoding, "backslashreplace")
            if not _same_program(text, data.decode(self.encoding)):
                raise EncodeError(f"{error.object[error.start]!r} cannot be written in {self.encoding}") from None
        return codecs.BOM_UTF8 + data if self.bom else data


def decode(data: bytes) -> SourceText:
    """Decode a Python file by PEP 263, without translating line endings.

    Raises DecodeError if the encoding is unknown, the bytes do not fit it, or decoding
    loses something (encoding the text again would give other bytes).
    """
    try:
        encoding, _ = tokenize.detect_encoding(_first_two_lines(data).__next__)
    except SyntaxError as error:
        raise DecodeError(_position(data, "utf-8") or str(error)) from None
    bom = encoding == "utf-8-sig"
    encoding = "utf-8" if bom else encoding
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    try:
        text = body.decode(encoding)
        again = text.encode(encoding)
    except UnicodeDecodeError as error:
        raise DecodeError(_position(body, encoding) or str(error)) from None
    except (UnicodeError, LookupError) as error:
        raise DecodeError(f"{encoding}: {error}") from None
    if again != body:
        raise DecodeError(f"decoding as {encoding} loses information")
    return SourceText(text, encoding, bom)


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
