"""The conversion with its rules loaded once: the engine of a process that is forked for each repo."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from paconvert_ng import formats, project, report
from paconvert_ng.options import Options
from paconvert_ng.project import cache, engine
from paconvert_ng.project.engine import (
    build_tree,
    bundle,
    convert,
    describe,
    entry_name,
    failure_code,
    index,
    inline,
    known_helpers,
    mentions,
    parse_problem,
)

__all__ = [
    "build_tree",
    "bundle",
    "convert",
    "describe",
    "entry_name",
    "failure_code",
    "fingerprint",
    "index",
    "inline",
    "known_helpers",
    "load_rules",
    "mentions",
    "parse_problem",
    "prepare",
]

#: Before any rule is loaded.
_CONVERTER = cache.converter_stamps()
#: Has a class, calls, members and an import, so that a conversion of it imports and decodes what every one needs.
_SAMPLE = """\
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        x = self.layer(x).view(x.size(0), -1)
        return F.relu(torch.cat([x, x.to(torch.float32)], dim=1)).permute(1, 0)
"""


def fingerprint(options: Options) -> str:
    """That of the converter and the rules as they were loaded, whatever became of their files since."""
    return cache.fingerprint(options, _CONVERTER)


def load_rules(options: Options) -> Any:
    """The rules; loaded once for the same version and folders."""
    return _load(options.paddle_version, options.rules)


@lru_cache(maxsize=8)
def _load(paddle_version: str, folders: tuple[str, ...]) -> Any:
    return engine.load_rules(Options(paddle_version=paddle_version, rules=folders))


def prepare(options: Options) -> None:
    """Load all that a conversion with these options needs. Raises RuleError for faulty ``options.rules``."""
    rules = load_rules(options)
    tree = build_tree({"sample.py": index(_SAMPLE, "sample.py")}, "")
    convert(_SAMPLE, path="sample.py", tree=tree, options=options, rules=rules, helper_import="import paddle_helpers")
    known_helpers()
    for package in (formats, project, report):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
