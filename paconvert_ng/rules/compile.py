"""Everything that the rule files say, for one Paddle version, as an index."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping

from . import locate
from .check import is_reference
from .errors import Problem, RuleError
from .index import write_index
from .loader import Loaded, read_rule_files
from .model import RuleSet
from .modules import read_modules
from .signatures import Snapshot, source_signatures, target_signatures


def load_all(paddle_version: str, extra: tuple[str, ...] = ()) -> tuple[Loaded, dict[str, str]]:
    """All rules and module correspondences, with what is wrong with them."""
    source = source_signatures()
    loaded = read_rule_files([locate.data_folder()], source, paddle_version, override=extra)
    problems: list[Problem] = []
    target = target_signatures(paddle_version)
    table = locate.data_folder() / locate.MODULES
    modules = read_modules(table, source, target, problems, is_reference(paddle_version))
    loaded.problems.extend(problems)
    return loaded, modules


def compile_rules(paddle_version: str, extra: tuple[str, ...], strict: bool, key: str) -> bytes:
    """The index as bytes. Raises RuleError if ``strict`` and anything is wrong."""
    loaded, modules = load_all(paddle_version, extra)
    if strict and loaded.problems:
        raise RuleError(loaded.problems)
    source = source_signatures()
    aliases = rule_aliases(source, loaded.rules)
    rules = RuleSet(
        paddle_version,
        loaded.rules,
        aliases,
        modules,
        loaded.namespaces,
        rule_members(source, loaded.rules, aliases),
    )
    return write_index(rules, key, len(loaded.problems))


def rule_aliases(source: Snapshot, rules: Container[str]) -> dict[str, str]:
    """Names without a rule of their own → the name of the same object that has one."""
    groups: dict[str, list[str]] = {}
    for alias, canonical in source.aliases.items():
        groups.setdefault(canonical, [canonical]).append(alias)
    found: dict[str, str] = {}
    for names in groups.values():
        ruled = [name for name in names if name in rules]
        if ruled:
            found.update((name, ruled[0]) for name in names if name not in rules)
    return found


def rule_members(source: Snapshot, rules: Collection[str], aliases: Mapping[str, str]) -> dict[str, list[str]]:
    """The last part of a name → the rules for class members called so, whatever the class."""
    found: dict[str, list[str]] = {}
    pairs = [(ruled, ruled) for ruled in rules]
    for table in (aliases, source.aliases):
        pairs += [(alias, ruled) for alias, ruled in table.items() if ruled in rules and alias not in rules]
    for full, ruled in pairs:
        owner, _, last = full.rpartition(".")
        # Most classes are capitalised (torch.dtype and torch.device are not), and modules are not.
        if not owner.rpartition(".")[2][:1].isupper() and source.kind(owner) != "class":
            continue
        if ruled not in found.setdefault(last, []):
            found[last].append(ruled)
    return found
