"""The cheap first pass: what each file of a tree defines and re-exports.

``index_module`` reads one file with the standard ``ast`` (a file that this Python cannot
parse gives empty facts) and keeps what other files can see of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from paconvert_ng.analysis import hugging_face
from paconvert_ng.dotted import dotted_name

#: What the conversion replaces as a whole.
FRAMEWORK_ROOTS = ("torch", "torchvision", "torchaudio")
#: Packages whose names the rules may convert. A file that imports none of them is copied.
SOURCE_ROOTS = (*FRAMEWORK_ROOTS, "flash_attn", "xformers", "functorch", "apex", "fairscale", "accelerate", "peft")
#: Parts of neutral libraries that are for torch, or are told for which framework they work.
SOURCE_MODULES = ("einops.layers.torch", "safetensors.torch", "safetensors.safe_open")

_ROOTS = "|".join((*SOURCE_ROOTS, r"einops\.layers\.torch", "safetensors", hugging_face.ROOT))
_MENTION = re.compile(
    rf"(?:^|[;:\r])[ \t]*(?:from[ \t]+|import[ \t][^\n#]*(?<![.\w]))(?:{_ROOTS})\b"
    rf"|(?:import_module|__import__|find_spec|find_loader)\(\s*[fF]?['\"](?:{_ROOTS})\b",
    re.MULTILINE,
)


#: What asks for installed packages, and a package's name as a value that it may be given.
_QUESTION = re.compile(r"\bfind_spec\b|\bimportlib(?:\.|_|[ \t]+import[ \t][^\n]*\b)metadata\b")
_NAMED = re.compile(r"""(['"])(?:torch|torchvision|torchaudio)\1""")


def mentions_source(source: str) -> bool:
    """Whether the text imports a source framework (a cheap test on the text; it may err on the side of yes).

    Or asks for packages and names one.
    """
    if _MENTION.search(source) is not None or hugging_face.mentions_hub(source):
        return True
    return asks_for_packages(source) and names_framework(source)


def asks_for_packages(source: str) -> bool:
    """Whether the text may ask which packages are installed."""
    return _QUESTION.search(source) is not None


def names_framework(source: str) -> bool:
    """Whether a string of the text is a framework's name."""
    return _NAMED.search(source) is not None


def is_source_name(name: str) -> bool:
    """Whether a dotted name belongs to a source framework."""
    root = name.split(".", 1)[0]
    if root in (hugging_face.ROOT, hugging_face.HUB):
        return hugging_face.needs_framework(name)
    return root in SOURCE_ROOTS or name.startswith(SOURCE_MODULES)


class Binding(NamedTuple):
    """What a module-level name is bound to.

    ``kind``: ``import`` (``target`` is a dotted module), ``from`` (``level``, ``module``,
    ``target`` is the name), ``class`` (``bases`` dotted texts, ``methods`` name → return
    annotation), ``def`` (``returns`` annotation), ``alias`` (``target`` a dotted expression), ``other``.
    """

    kind: str
    target: str = ""
    level: int = 0
    module: str = ""
    bases: tuple[str, ...] = ()
    methods: tuple[tuple[str, str], ...] = ()
    returns: str = ""


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What other files can see of one file. Picklable, and the same for the same text."""

    path: str
    mentions: bool = False
    relative: bool = False
    #: ``asks_for_packages``, ``names_framework``: this and another file of a tree may do so together.
    asks: bool = False
    names: bool = False
    bindings: Mapping[str, tuple[Binding, ...]] = field(default_factory=dict)
    stars: tuple[tuple[int, str], ...] = ()
    exports: tuple[str, ...] | None = None
    #: What functions and classes import from other modules: level, module, name.
    inner: tuple[tuple[int, str, str], ...] = ()


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported, those inside if, try and with included."""
    for statement in body:
        yield statement
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield from _statements(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            yield from _statements(handler.body)


def _class_binding(node: ast.ClassDef) -> Binding:
    methods = tuple(
        (item.name, ast.unparse(item.returns) if item.returns else "")
        for item in node.body
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return Binding("class", bases=tuple(dotted_name(base) for base in node.bases), methods=methods)


def _assigned(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for item in target.elts:
            yield from _assigned(item)
    elif isinstance(target, ast.Starred):
        yield from _assigned(target.value)


def index_module(source: str, path: str) -> ModuleFacts:
    """The facts of one file; empty (but for ``mentions``) if this Python cannot parse it."""
    mentions = mentions_source(source)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ModuleFacts(path, mentions=mentions, relative=bool(re.search(r"^\s*from\s+\.", source, re.MULTILINE)))
    bindings: dict[str, list[Binding]] = {}
    stars: list[tuple[int, str]] = []
    exports: tuple[str, ...] | None = None

    def bind(name: str, binding: Binding) -> None:
        bindings.setdefault(name, []).append(binding)

    statements = list(_statements(tree.body))
    for node in statements:
        if isinstance(node, ast.Import):
            for item in node.names:
                bind(
                    item.asname or item.name.split(".")[0],
                    Binding("import", item.name if item.asname else item.name.split(".")[0]),
                )
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                if item.name == "*":
                    stars.append((node.level, node.module or ""))
                else:
                    bind(item.asname or item.name, Binding("from", item.name, node.level, node.module or ""))
        elif isinstance(node, ast.ClassDef):
            bind(node.name, _class_binding(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            bind(
                node.name,
                Binding("def", returns=ast.unparse(node.returns) if node.returns and not node.decorator_list else ""),
            )
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for name in _assigned(target):
                    dotted = dotted_name(node.value) if node.value is not None and isinstance(target, ast.Name) else ""
                    if isinstance(target, ast.Name) and isinstance(node.value, ast.Call):
                        module = _imported_by_name(node.value)
                        if module:
                            bind(name, Binding("import", module))
                            continue
                    bind(name, Binding("alias", dotted) if dotted else Binding("other"))
                if isinstance(target, ast.Name) and target.id == "__all__" and isinstance(node, ast.Assign):
                    exports = _string_list(node.value)
        elif isinstance(node, ast.For | ast.AsyncFor):
            for name in _assigned(node.target):
                bind(name, Binding("other"))
    everything = list(ast.walk(tree))
    for name in _rebound(everything):
        bind(name, Binding("other"))
    imports = [node for node in everything if isinstance(node, ast.ImportFrom)]
    relative = any(node.level for node in imports)
    outer = {id(node) for node in statements}
    taken = [(n.level, n.module or "", item.name) for n in imports if id(n) not in outer for item in n.names]
    found = {name: tuple(known) for name, known in bindings.items()}
    asks, names = asks_for_packages(source), names_framework(source)
    return ModuleFacts(path, mentions, relative, asks, names, found, tuple(stars), exports, tuple(taken))


def _rebound(nodes: list[ast.AST]) -> set[str]:
    """Names of the module that its functions assign (``global``); importing them there is no change.

    ``nodes`` are all of the module's. Looking into every function costs the square of their depth: few modules need it.
    """
    found: set[str] = set()
    if not any(isinstance(node, ast.Global) for node in nodes):
        return found
    for function in nodes:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = list(ast.walk(function))
            declared = {name for node in inside if isinstance(node, ast.Global) for name in node.names}
            written = (node for node in inside if declared and isinstance(node, ast.Name))
            found |= {node.id for node in written if not isinstance(node.ctx, ast.Load)} & declared
    return found


def _imported_by_name(node: ast.Call) -> str:
    """The module that ``import_module("torch.nn")`` gives, "" for any other call."""
    if dotted_name(node.func).rpartition(".")[2] != "import_module" or len(node.args) != 1:
        return ""
    name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    return name if isinstance(name, str) and not name.startswith(".") else ""


def _string_list(node: ast.expr) -> tuple[str, ...] | None:
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str))
    return None
