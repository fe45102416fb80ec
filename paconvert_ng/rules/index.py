"""The compiled rules: one file per Paddle version, of which a rule is decoded when it is asked for.

Layout: a line of JSON (the header: key, places of the rules in the body, aliases,
modules) and the body, a JSON text per rule. The key is a digest of everything that the
result depends on, so a stale file is never used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import locate
from .model import Param, ParamKind, Rule, RuleSet, Signature, Variant
from .signatures import SOURCES, snapshot_files, target_stem
from .stored import cache_folder, content_digest, write_atomically

FORMAT = 2
KEPT_FILES = 12
_KINDS: tuple[ParamKind, ...] = (
    "positional_only",
    "positional_or_keyword",
    "var_positional",
    "keyword_only",
    "var_keyword",
)


class LazyRules(Mapping[str, Rule]):
    """Rules by name, built when they are first asked for. Picklable."""

    def __init__(self, places: Mapping[str, list[int]], body: bytes) -> None:
        self._places = places
        self._body = body
        self._built: dict[str, Rule] = {}

    def __getitem__(self, name: str) -> Rule:
        rule = self._built.get(name)
        if rule is None:
            start, end = self._places[name]
            rule = self._built[name] = decode_rule(json.loads(self._body[start:end]))
        return rule

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __getstate__(self) -> tuple[Mapping[str, list[int]], bytes]:
        return self._places, self._body

    def __setstate__(self, state: tuple[Mapping[str, list[int]], bytes]) -> None:
        self._places, self._body = state
        self._built = {}


class SplitNames(Mapping[str, tuple[str, ...]]):
    """Names by module, kept as one text per module until asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, module: str) -> tuple[str, ...]:
        return tuple(self._texts[module].split())

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def encode_rule(rule: Rule) -> dict[str, Any]:
    """A rule as JSON values; what has its default is left out, equal signatures stand once."""
    pool: list[Signature] = []

    def refer(signatures: Iterable[Signature]) -> list[int]:
        found = []
        for signature in signatures:
            if signature not in pool:
                pool.append(signature)
            found.append(pool.index(signature))
        return found

    data: dict[str, Any] = {"name": rule.name, "kind": rule.kind, "where": rule.where}
    for key in ("drop_in", "helper", "type", "returns", "set", "leave", "note", "unproved"):
        if getattr(rule, key):
            data[key] = getattr(rule, key)
    if rule.unknown != "leave":
        data["unknown"] = rule.unknown
    if rule.proved:
        data["proved"] = True
    if rule.only:
        data["only"] = rule.only
    if rule.ignore:
        data["ignore"] = rule.ignore
    if rule.signatures:
        data["signatures"] = refer(rule.signatures)
    if rule.variants:
        data["variants"] = [[v.when, v.to, v.leave, refer(v.signatures), v.omit] for v in rule.variants]
    data["pool"] = [
        [signature.returns, [[p.name, _KINDS.index(p.kind), p.default, p.annotation] for p in signature.params]]
        for signature in pool
    ]
    return data


def decode_rule(data: dict[str, Any]) -> Rule:
    """The inverse of ``encode_rule``."""
    pool = [
        Signature(
            tuple(Param(name, _KINDS[kind], default, annotation) for name, kind, default, annotation in params), returns
        )
        for returns, params in data.pop("pool")
    ]
    data["only"] = tuple((name, tuple(values)) for name, values in data.get("only", ()))
    data["ignore"] = tuple(data.get("ignore", ()))
    data["signatures"] = tuple(pool[index] for index in data.get("signatures", ()))
    data["variants"] = tuple(
        Variant(when, to, leave, tuple(pool[index] for index in signatures), tuple(omit))
        for when, to, leave, signatures, omit in data.get("variants", ())
    )
    return Rule(**data)


def index_key(paddle_version: str, extra: Iterable[str], strict: bool) -> str:
    """A digest of the rule files, helpers, snapshots and code that an index is made from."""
    salt = f"{FORMAT} {paddle_version} {strict}"
    snapshots = snapshot_files()
    files = [
        *sorted((locate.PACKAGE / "rules").glob("*.py")),
        *sorted(locate.runtime_folder().glob("*.py")),
        locate.data_folder() / locate.MODULES,
        *(snapshots[stem] for stem in SOURCES),
        snapshots[target_stem(paddle_version)],
        *locate.rule_files(locate.data_folder()),
    ]
    for folder in extra:
        files += locate.rule_files(Path(folder))
        salt += f"\nextra {folder}"
    return content_digest(files, salt)


def write_index(
    rules: Mapping[str, Rule],
    aliases: Mapping[str, str],
    modules: Mapping[str, str],
    names: Mapping[str, str],
    namespaces: Mapping[str, str],
    key: str,
    paddle_version: str,
    skipped: int,
) -> bytes:
    """The index as bytes."""
    places: dict[str, list[int]] = {}
    body = bytearray()
    for name in sorted(rules):
        text = json.dumps(encode_rule(rules[name]), separators=(",", ":"), ensure_ascii=False).encode()
        places[name] = [len(body), len(body) + len(text)]
        body += text
    header = {
        "format": FORMAT,
        "key": key,
        "paddle": paddle_version,
        "size": len(body),
        "skipped": skipped,
        "aliases": dict(aliases),
        "modules": dict(modules),
        "names": dict(names),
        "namespaces": dict(namespaces),
        "rules": places,
    }
    return json.dumps(header, separators=(",", ":")).encode() + b"\n" + bytes(body)


def read_index(content: bytes, key: str) -> tuple[RuleSet, int] | None:
    """The rules and how many faulty ones were left out; None unless ``content`` is a whole index with this key."""
    end = content.find(b"\n")
    try:
        header = json.loads(content[:end]) if end > 0 else {}
    except ValueError:
        return None
    body = content[end + 1 :]
    if header.get("format") != FORMAT or header.get("key") != key or header.get("size") != len(body):
        return None
    rules = RuleSet(
        paddle_version=header["paddle"],
        rules=LazyRules(header["rules"], body),
        aliases=header["aliases"],
        modules=header["modules"],
        names=SplitNames(header["names"]),
        namespaces=header["namespaces"],
    )
    return rules, header["skipped"]


def index_name(paddle_version: str, key: str) -> str:
    return f"rules-{paddle_version}-{key[:20]}.idx"


def stored_index(paddle_version: str, key: str) -> bytes | None:
    """The index with this key from the package data or the cache, or None."""
    name = index_name(paddle_version, key)
    for folder in (locate.data_folder() / "index", cache_folder()):
        with suppress(OSError):
            return (folder / name).read_bytes()
    return None


def store_index(content: bytes, paddle_version: str, key: str) -> None:
    """Keep an index for the next start; a cache that cannot be written is no error."""
    folder = cache_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / index_name(paddle_version, key), content)
        _remove_old(folder)


def _remove_old(folder: Path) -> None:
    kept = sorted(folder.glob("rules-*.idx"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEPT_FILES:]:
        path.unlink(missing_ok=True)
