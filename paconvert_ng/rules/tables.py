"""Tables kept in a file, of which an entry is decoded when it is asked for.

A table's keys are spread over buckets by their checksum; a bucket is a JSON text, decoded as a whole. A file is
a line of JSON (the header: key, places of the tables) and the tables.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

ENTRIES_PER_BUCKET = 4
_COUNTS = struct.Struct("<II")
_UNASKED, _MISSING = object(), object()


class Table(Mapping[str, Any]):
    """Read-only entries by name, in the order of the names. Picklable."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._entries, self._buckets = _COUNTS.unpack_from(content)
        self._decoded: dict[int, dict[str, Any]] = {}
        #: What was asked for, entries that there are not among it: the same few names are asked for all the time.
        self._asked: dict[object, Any] = {}

    def get(self, name: object, default: Any = None) -> Any:
        found = self._asked.get(name, _UNASKED)
        if found is _UNASKED:
            text = name if isinstance(name, str) else ""
            bucket = self._bucket(zlib.crc32(text.encode("utf-8", "replace")) % self._buckets)
            found = self._asked[name] = bucket.get(name, _MISSING)  # type: ignore[call-overload]
        return default if found is _MISSING else found

    def __getitem__(self, name: str) -> Any:
        found = self.get(name, _MISSING)
        if found is _MISSING:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return self.get(name, _MISSING) is not _MISSING

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(name for number in range(self._buckets) for name in self._bucket(number)))

    def __len__(self) -> int:
        return int(self._entries)

    def _bucket(self, number: int) -> dict[str, Any]:
        found = self._decoded.get(number)
        if found is None:
            start, end = struct.unpack_from("<II", self._content, _COUNTS.size + 4 * number)
            found = self._decoded[number] = json.loads(self._content[start:end]) if end > start else {}
        return found

    def __reduce__(self) -> tuple[type[Table], tuple[bytes]]:
        return Table, (self._content,)


def encode_table(entries: Mapping[str, Any]) -> bytes:
    """The content of a ``Table`` of JSON values."""
    buckets: list[dict[str, Any]] = [{} for _ in range(max(1, len(entries) // ENTRIES_PER_BUCKET))]
    for name in sorted(entries):
        buckets[zlib.crc32(name.encode("utf-8", "replace")) % len(buckets)][name] = entries[name]
    texts = [_json(bucket) if bucket else b"" for bucket in buckets]
    places = [_COUNTS.size + 4 * (len(buckets) + 1)]
    for text in texts:
        places.append(places[-1] + len(text))
    return _COUNTS.pack(len(entries), len(buckets)) + struct.pack(f"<{len(places)}I", *places) + b"".join(texts)


def encode_file(key: str, header: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """A file of tables. ``header`` holds JSON values and has no ``key``, ``size`` or ``tables``."""
    places: dict[str, list[int]] = {}
    body = bytearray()
    for name, entries in tables.items():
        content = encode_table(entries)
        places[name] = [len(body), len(body) + len(content)]
        body += content
    return _json({"key": key, "size": len(body), **header, "tables": places}) + b"\n" + bytes(body)


def decode_file(content: bytes, key: str) -> tuple[dict[str, Any], dict[str, Table]] | None:
    """Header and tables; None unless ``content`` is a whole file with this key."""
    end = content.find(b"\n")
    try:
        header = json.loads(content[:end]) if end > 0 else {}
    except ValueError:
        return None
    if header.get("key") != key or header.get("size") != len(content) - end - 1:
        return None
    start = end + 1
    return header, {name: Table(content[start + a : start + b]) for name, (a, b) in header["tables"].items()}


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
