"""``rules lint``: everything that is wrong with the rule files, as ``file:line: what to edit``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paconvert_ng.profiles.find import all_profiles
from paconvert_ng.rules import build_index
from paconvert_ng.rules.compile import load_all
from paconvert_ng.rules.index import index_key, index_name
from paconvert_ng.rules.locate import target_rules, targets
from paconvert_ng.rules.signatures import SOURCES, compile_snapshot, compiled_name, target_stem
from paconvert_ng.rules.stored import write_atomically

from .output import say


def lint(paddle_version: str, extra: Sequence[str], only: Sequence[str]) -> int:
    """Print the problems, or those that mention one of ``only``; 1 if there are any."""
    # Rules are compiled where a package is built, and libcst is not there.
    from paconvert_ng.profiles.proof import faults

    asked = (folder for target in targets() for folder in target_rules(target))
    loaded, modules = load_all(paddle_version, (*asked, *extra))
    problems = list(loaded.problems)
    profiles = all_profiles(extra, problems)
    problems += faults(profiles)
    shown = 0
    for label, found in (("", problems), ("warning: ", loaded.warnings)):
        for problem in found:
            if not only or any(text in str(problem) for text in only):
                say(f"{problem.where}: {label}{problem.message}")
                shown += not label
    counts = f"{len(loaded.rules)} rules, {len(loaded.tests)} tests, {len(modules)} modules"
    edits = sum(len(profile.edits) for profile in profiles)
    counts += f", {len(profiles)} profiles with {edits} edits"
    found_counts = f"{len(problems)} problems, {len(loaded.warnings)} warnings"
    rest = f"; {shown} shown" if only else ""
    say(f"Paddle {paddle_version}: {counts}; {found_counts}{rest}")
    return 1 if shown else 0


def write_compiled(paddle_version: str, extra: Sequence[str], folder: Path) -> int:
    """Write the compiled rules and snapshots into ``folder``, for packaging. Raises RuleError if a rule is wrong."""
    key = index_key(paddle_version, extra, True)
    compiled = {index_name(paddle_version, key): build_index(paddle_version, extra, key=key)}
    for stems in (SOURCES, (target_stem(paddle_version),)):
        compiled[compiled_name(*stems)[0]] = compile_snapshot(*stems)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in compiled.items():
        write_atomically(folder / name, content)
        say(str(folder / name))
    return 0
