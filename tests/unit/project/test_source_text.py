from __future__ import annotations

import codecs

import pytest

from paconvert_ng.project.source_text import DecodeError, EncodeError, SourceText, decode

ROUND_TRIPS = [
    b"",
    b"\n",
    b"x = 1",
    b"x = 1\ry = 2\r",
    codecs.BOM_UTF8 + b"x = 1\r",
    b"x = 1\r\r\ny = 2\r",
    b"x = 1\r\ny = 2\rz = 3\n\x0cw = 4\n",
    "x = 'é→'\n".encode(),
    codecs.BOM_UTF8 + b"x = 1\r\n",
    codecs.BOM_UTF8 + "# -*- coding: utf-8 -*-\nx = 'é'\n".encode(),
    "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
    "#!/usr/bin/python\r\n# vim: set fileencoding=cp1252 :\r\nx = '€'\r\n".encode("cp1252"),
    "# coding=gbk\nx = '中文'\n".encode("gbk"),
    "# coding: shift_jis\nx = '日本'\n".encode("shift_jis"),
    "# coding: iso-2022-jp\nx = '日本'\n".encode("iso-2022-jp"),
]


@pytest.mark.parametrize("data", ROUND_TRIPS)
def test_what_is_decoded_is_written_back_byte_for_byte(data: bytes) -> None:
    source = decode(data)
    assert source.encode(source.text) == data
    assert not source.text.startswith("\ufeff")
    assert source.restore(source.text).encode(source.encoding) == data


def test_a_declaration_in_a_file_with_lone_carriage_returns_counts() -> None:
    data = "# x\r# coding: latin-1\ry = 'é'\r".encode("latin-1")
    source = decode(data)
    assert (source.encoding, source.text) == ("iso-8859-1", "# x\n# coding: latin-1\ny = 'é'\n")
    assert source.encode(source.text + "# →\n") == data + b"# \\u2192\r"


def test_a_declaration_on_the_third_line_does_not_count() -> None:
    with pytest.raises(DecodeError, match="line 3: byte 0xe9 is not valid utf-8"):
        decode("\n\n# coding: latin-1 é\n".encode("latin-1"))


@pytest.mark.parametrize(
    "data",
    [
        b"x = '\xff'\n",
        b"# coding: no-such-encoding\n",
        b"# coding: rot13\nx = 1\n",
        codecs.BOM_UTF8 + b"# coding: latin-1\n",
        b"# coding: ascii\nx = '\xc3\xa9'\n",
        b"# coding: utf-7\nx = '+AGE-'\n",
        "x = 1\n".encode("utf-16"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(data)


def test_a_character_that_the_encoding_lacks_is_escaped_in_comments_and_strings() -> None:
    source = SourceText("", "iso-8859-1")
    assert source.encode("# →\nx = 'é→'\n") == b"# \\u2192\nx = '\xe9\\u2192'\n"


@pytest.mark.parametrize("text", ["x = r'→'\n", "变 = 1\n"])
def test_a_character_that_cannot_be_escaped_is_an_error(text: str) -> None:
    with pytest.raises(EncodeError, match="cannot be written in iso-8859-1"):
        SourceText("", "iso-8859-1").encode(text)
