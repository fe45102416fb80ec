"""Every rule is proved by its own tests: one pytest case each, named ``RULE-NUMBER``.

    python -m pytest tests/rules -k torch.nn.functional.gelu     # one rule
    python -m pytest tests/rules -k "Tensor.max or torch.max"    # several
    python -m pytest tests/rules -k strictly                     # are the rule files sound at all?

Rules of one's own (``paconvert --rules DIR``) are proved together with these: ``PACONVERT_TEST_RULES=DIR``.

A failure shows where the rule stands, the program, its conversion, and what differs. What is compared is
written in docs/rule-format.md, "Tests"; the words for inputs in paconvert_ng/verify/inputs.py. A rule that the
loader refuses has no cases here: ``test_rule_files_load_strictly`` says why.
"""

from __future__ import annotations

import os
import warnings
from functools import lru_cache

import pytest

# One faulty rule file must not keep the sound rules of all others from being tested; that it is
# faulty is a failure of its own below.
os.environ.setdefault("PACONVERT_STRICT_RULES", "0")

from paconvert_ng import convert_source
from paconvert_ng.options import DEFAULT_PADDLE_VERSION, Options
from paconvert_ng.rules.compile import load_all
from paconvert_ng.rules.loader import Loaded
from paconvert_ng.rules.model import RuleTest
from paconvert_ng.rules.signatures import source_signatures
from tests.support.conversion import Result
from tests.support.proof import prove

OWN_RULES = tuple(filter(None, os.environ.get("PACONVERT_TEST_RULES", "").split(os.pathsep)))


@lru_cache(maxsize=1)
def loaded_rules() -> Loaded:
    return load_all(DEFAULT_PADDLE_VERSION, OWN_RULES)[0]


@lru_cache(maxsize=1)
def aliases() -> dict[str, tuple[str, ...]]:
    """Rule name → the other public names of the same object."""
    source = source_signatures()
    groups: dict[str, list[str]] = {}
    for alias, canonical in source.aliases.items():
        groups.setdefault(canonical, [canonical]).append(alias)
    return {name: tuple(groups.get(source.canonical(name), ())) for name in loaded_rules().rules}


def convert(text: str) -> Result:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that faulty rules are left out is said by a test of its own
        return convert_source(text, options=Options(rules=OWN_RULES))


def rule_tests() -> list[RuleTest]:
    return loaded_rules().tests


def test_ids() -> list[str]:
    counts: dict[str, int] = {}
    ids = []
    for test in rule_tests():
        number = counts[test.rule] = counts.get(test.rule, -1) + 1
        ids.append(f"{test.rule}-{number}")
    return ids


test_ids.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("test", rule_tests(), ids=test_ids())
def test_rule(test: RuleTest) -> None:
    prove(test, loaded_rules().rules[test.rule], convert, aliases()[test.rule])


def test_rule_files_load_strictly() -> None:
    problems = loaded_rules().problems
    assert not problems, "\n".join(map(str, problems))
