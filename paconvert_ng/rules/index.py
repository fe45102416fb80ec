"""The compiled rules: one file per Paddle version, of which a rule is decoded when it is asked for.

It is a file of tables. Its key is a digest of everything that the result depends on, so a stale file is never used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import locate
from .model import Param, ParamKind, Rule, RuleSet, Signature, Variant
from .signatures import SOURCES, snapshot_files, target_stem
from .stored import content_digest
from .tables import Table, decode_file, encode_file

FORMAT = 4
_KINDS: tuple[ParamKind, ...] = (
    "positional_only",
    "positional_or_keyword",
    "var_positional",
    "keyword_only",
    "var_keyword",
)


class LazyRules(Mapping[str, Rule]):
    """Rules by name, built when they are first asked for. Picklable."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._built: dict[str, Rule | None] = {}

    def get(self, name: str, default: Any = None) -> Any:
        try:
            rule = self._built[name]
        except KeyError:
            data = self._table.get(name)
            rule = self._built[name] = None if data is None else decode_rule(data)
        return default if rule is None else rule

    def __getitem__(self, name: str) -> Rule:
        rule: Rule | None = self.get(name)
        if rule is None:
            raise KeyError(name)
        return rule

    def __contains__(self, name: object) -> bool:
        return name in self._built and self._built[str(name)] is not None or name in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __reduce__(self) -> tuple[type[LazyRules], tuple[Table]]:
        return LazyRules, (self._table,)


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
    for key in ("drop_in", "helper", "type", "returns", "set", "leave", "note", "differs", "unproved"):
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
    if rule.bases:
        data["bases"] = rule.bases
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
    data["bases"] = tuple(data.get("bases", ()))
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
    files: list[str | Path] = [
        *sorted(locate.files_below(locate.PACKAGE / "rules", ".py")),
        *sorted(locate.files_below(locate.runtime_folder(), ".py")),
        locate.data_folder() / locate.MODULES,
        *(snapshots[stem] for stem in SOURCES),
        snapshots[target_stem(paddle_version)],
        *locate.rule_files(locate.data_folder()),
    ]
    for folder in extra:
        files += locate.rule_files(Path(folder))
        salt += f"\nextra {folder}"
    return content_digest(files, salt)


def write_index(rules: RuleSet, key: str, skipped: int) -> bytes:
    """The index as bytes. ``skipped``: how many faulty rules were left out."""
    header = {"paddle": rules.paddle_version, "skipped": skipped, "modules": dict(rules.modules)}
    tables = {
        "rules": {name: encode_rule(rule) for name, rule in rules.rules.items()},
        "aliases": rules.aliases,
        "members": rules.members,
        "namespaces": rules.namespaces,
    }
    return encode_file(key, header, tables)


def read_index(content: bytes, key: str) -> tuple[RuleSet, int] | None:
    """The rules and how many faulty ones were left out; None unless ``content`` is a whole index with this key."""
    found = decode_file(content, key)
    if found is None:
        return None
    header, tables = found
    rules = RuleSet(
        paddle_version=header["paddle"],
        rules=LazyRules(tables["rules"]),
        aliases=tables["aliases"],
        modules=header["modules"],
        namespaces=tables["namespaces"],
        members=tables["members"],
    )
    return rules, header["skipped"]


def index_name(paddle_version: str, key: str) -> str:
    return f"rules-{paddle_version}-{key[:20]}.idx"
