"""``rules new NAME``: a draft of a rule, from the snapshots of both frameworks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from paconvert_ng.rules import locate
from paconvert_ng.rules.signatures import target_signatures

from .base import Base, CannotError, checkout, rule_file
from .draft import draft
from .output import say

#: Lines beyond which a rule file is full.
FULL = 400


def new(base: Base, name: str, wanted: str, file: Path | None, only_print: bool) -> int:
    """Write or print a draft. Raises CannotError for a name that is not there or has a rule."""
    source, target = base.source, target_signatures(base.paddle_version)
    there = base.aliases.get(name, name)
    if there in base.rules:
        raise CannotError(f"{name} has a rule, at {base.rules[there].where}: edit that one")
    kind = source.kind(name)
    if kind is None:
        raise CannotError(
            f"torch {source.version} has no public name {name}{base.close(name)}. "
            "For another package write the rule by hand (docs/rule-format.md)"
        )
    if kind == "module":
        raise CannotError(f"{name} is a module: say in {locate.label(_modules())} which Paddle module it becomes")
    if wanted and wanted.startswith("paddle.") and wanted not in target:
        raise CannotError(f"Paddle {target.version} has no {wanted}")
    drafted = draft(name, source, target, wanted)
    for line in drafted.findings:
        say(f"# {line}")
    if only_print:
        say(drafted.yaml.rstrip())
        return 0
    path = file if file is not None else _writable(fitting_file(base, name))
    first = append(path, drafted.yaml)
    label = locate.label(path)
    say(f"wrote {label}:{first}")
    say(f"next: edit it, then `paconvert rules lint {label}` and `paconvert rules test {name}`")
    return 0


def append(path: Path, text: str) -> int:
    """Add a rule at the end of a file, which is made if need be; the line it begins on."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    before += "\n" if before else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


def fitting_file(base: Base, name: str) -> Path:
    """The file whose rules are the most like ``name``: of its namespace, and of the same or a close last name."""
    owner, _, last = name.rpartition(".")
    mine = [rule for rule in base.rules.values() if rule.name.rpartition(".")[0] == owner]
    files = Counter(rule.where.rpartition(":")[0] for rule in mine)
    stems = {
        Path(rule.where.rpartition(":")[0]).stem
        for rule in base.rules.values()
        if rule.name.rpartition(".")[2] in (last, last.rstrip("_"), last.lower())
    }
    theme = owner.rpartition(".")[2]
    ranked = sorted(files, key=lambda file: (Path(file).stem != theme, Path(file).stem not in stems, -files[file]))
    for label in ranked:
        path = rule_file(label)
        if path.is_file() and len(path.read_text(encoding="utf-8").splitlines()) < FULL - 15:
            return path
    return locate.data_folder() / "torch" / f"{'_'.join(owner.split('.')[1:]) or 'more'}.yaml"


def _modules() -> Path:
    return locate.data_folder() / locate.MODULES


def _writable(path: Path) -> Path:
    if checkout() is None:
        raise CannotError(
            "this is an installed package, whose own rules are not to be edited: give --file MY/rules.yaml "
            "(and convert with --rules MY), or --print"
        )
    return path
