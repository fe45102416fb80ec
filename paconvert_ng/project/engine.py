"""What this package needs from the conversion itself, behind plain functions.

Everything is imported on first use: a run that finds all results in the cache loads none of it.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from paconvert_ng.along.way import Way
    from paconvert_ng.options import Options

#: The module whose functions an ``Engine`` is; tests name another.
DEFAULT = "paconvert_ng.project.engine"
#: That of ``Options.to == "torch"``.
ONLY_PROFILES = "paconvert_ng.profiles.engine"


class ParseProblem(NamedTuple):
    """Why and where a text does not parse (line 1-based, column 0-based)."""

    message: str
    line: int
    column: int


class Result(Protocol):
    """What converting one text gives (see ``paconvert_ng.pipeline.FileResult``)."""

    @property
    def code(self) -> str: ...
    @property
    def diagnostics(self) -> tuple[Any, ...]: ...
    @property
    def converted(self) -> tuple[tuple[str, bool], ...]: ...
    @property
    def helpers(self) -> frozenset[str]: ...
    @property
    def receivers(self) -> tuple[Any, ...]: ...
    @property
    def edited(self) -> tuple[tuple[int, int, int, int], ...]: ...


class Engine(Protocol):
    """The functions of this module."""

    def mentions(self, source: str) -> bool: ...
    def index(self, source: str, path: str) -> Any: ...
    def build_tree(self, facts: Mapping[str, Any], root_name: str, along: Mapping[str, str]) -> Any: ...
    def load_rules(self, options: Options) -> Any: ...
    def fingerprint(self, options: Options) -> str: ...
    def convert(
        self,
        source: str,
        *,
        path: str,
        tree: Any,
        options: Options,
        rules: Any,
        helper_import: str | None,
        way: Way | None = None,
    ) -> Result: ...
    def describe(self, source: str, *, path: str, options: Options, rules: Any) -> Result: ...
    def failure_code(self, error: Exception) -> str: ...
    def parse_problem(self, source: str) -> ParseProblem | None: ...
    def bundle(self, names: Iterable[str]) -> str: ...
    def inline(self, names: Iterable[str], module_name: str) -> list[str]: ...
    def known_helpers(self) -> frozenset[str]: ...
    def entry_name(self, name: str, rules: Any) -> str: ...


def load_engine(name: str) -> Engine:
    """The engine that is the module of this name."""
    module: Any = import_module(name)
    engine: Engine = module
    return engine


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings that Python has for the code that is read (an invalid escape, `is` with a literal)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def mentions(source: str) -> bool:
    """Whether a text may use the source framework."""
    from paconvert_ng.analysis.module_index import mentions_source

    return mentions_source(source)


def index(source: str, path: str) -> Any:
    """What other files can see of one file."""
    from paconvert_ng.analysis.module_index import index_module

    with _quiet():
        return index_module(source, path)


def build_tree(facts: Mapping[str, Any], root_name: str, along: Mapping[str, str] | None = None) -> Any:
    """The index of a tree; it has ``digest()`` and ``needs_conversion(path)``. ``along``: packages taken along."""
    from paconvert_ng.analysis.tree_index import TreeIndex

    return TreeIndex(facts, root_name, along)


def load_rules(options: Options) -> Any:
    """The rules for the target version, those of ``options.hf_target`` and ``options.rules`` among them."""
    from paconvert_ng.rules import load_rules as load
    from paconvert_ng.rules.locate import target_rules

    return load(options.paddle_version, (*target_rules(options.hf_target), *options.rules))


def fingerprint(options: Options) -> str:
    """A hash of all but the source that a result depends on."""
    from paconvert_ng.project.cache import fingerprint as found

    return found(options)


def convert(
    source: str,
    *,
    path: str,
    tree: Any,
    options: Options,
    rules: Any,
    helper_import: str | None,
    way: Way | None = None,
) -> Result:
    """Convert one text. The last word of ``helper_import`` is the name by which the text has the helper module."""
    from paconvert_ng.pipeline import HELPER_MODULE, convert_module

    with _quiet():
        return convert_module(
            source,
            path=path,
            tree=tree,
            options=options,
            rules=rules,
            helper_import=helper_import,
            helper_module=helper_import.split()[-1] if helper_import else HELPER_MODULE,
            way=way,
        )


def describe(source: str, *, path: str, options: Options, rules: Any) -> Result:
    """What the comments and strings of a text that uses no framework say of one; rules for ``rewrite_docs`` only."""
    from paconvert_ng.pipeline import describe as describe_file

    with _quiet():
        return describe_file(source, path=path, options=options, rules=rules)


def failure_code(error: Exception) -> str:
    """The diagnostic for an exception that ended a conversion."""
    from paconvert_ng.check.error import CheckError

    return "PC304" if isinstance(error, CheckError) else "PC303"


def parse_problem(source: str) -> ParseProblem | None:
    """Why a text does not parse; None if it does. Python's own words where it refuses the text too."""
    import libcst

    try:
        libcst.parse_module(source)
        return None
    except libcst.ParserSyntaxError as error:
        text = error.message.splitlines()[0]
    try:
        with _quiet():
            ast.parse(source)
    except SyntaxError as error:
        return ParseProblem(error.msg, error.lineno or 1, max((error.offset or 1) - 1, 0))
    except (ValueError, RecursionError, MemoryError) as error:
        return ParseProblem(str(error), 1, 0)
    match = re.search(r"error at (\d+):(\d+): (.*)", text)
    return ParseProblem(match[3], int(match[1]), int(match[2])) if match else ParseProblem(text, 1, 0)


def bundle(names: Iterable[str]) -> str:
    """The text of a module that holds these helpers and what they need."""
    from paconvert_ng.emit.helpers import bundle as bundle_helpers

    return bundle_helpers(names)


def inline(names: Iterable[str], module_name: str) -> list[str]:
    """The lines that give a text that stands alone the namespace ``module_name`` with these helpers."""
    from paconvert_ng.emit.helpers import inline as inline_helpers

    return inline_helpers(names, module_name)


def known_helpers() -> frozenset[str]:
    """The names that ``bundle`` takes."""
    from paconvert_ng.emit.runtime_index import runtime_index

    return frozenset(runtime_index().locations)


def entry_name(name: str, rules: Any) -> str:
    """What a configuration can name in place of a source name: ``paddle.…``, ``helper.…`` or ""."""
    from paconvert_ng.pipeline import knowledge_of
    from paconvert_ng.rewrite.entry_names import entry_name as found

    return found(name, knowledge_of(rules))
