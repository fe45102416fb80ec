"""Bundles helpers: those that an output uses, with everything they need, taken from ``runtime/`` as text.

A tree gets them as a module of its own; a single file gets them inlined, in a function that makes the same
namespace, so that ``paddle_helpers.name`` reads the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable

from paconvert_ng.emit.runtime_index import Definition, RuntimeIndex, runtime_index

MODULE_DOC = '''"""What Paddle does not do as torch does: helpers for code that paconvert converted.

Only those that this tree uses are here. Each stands for one torch API and means the same for every call form.
"""
'''


def _closure(names: Iterable[str]) -> tuple[list[Definition], list[str]]:
    """The definitions behind the names in an order in which they can run, and the import lines they need."""
    needed = _Needed(runtime_index())
    for name in sorted(set(names)):
        needed.visit(needed.index.locations[name], name)
    unique = {(d.module, d.line): d for d in needed.wanted.values()}
    definitions = sorted(unique.values(), key=lambda d: (needed.order.index(d.module), d.line))
    return definitions, sorted(needed.imports, key=lambda line: (line.startswith("from"), line))


class _Needed:
    """Follows names to their definitions, to what these mention, and to the modules these stand in."""

    def __init__(self, index: RuntimeIndex) -> None:
        self.index = index
        self.wanted: dict[tuple[str, str], Definition] = {}
        #: The modules in an order in which they can run.
        self.order: list[str] = []
        self.imports: set[str] = set()

    def visit(self, module: str, name: str) -> None:
        loaded = self.index.modules[module]
        if name in loaded.definitions:
            if (module, name) not in self.wanted:
                definition = self.wanted[(module, name)] = loaded.definitions[name]
                self._visit_module(module)
                for mention in sorted(definition.mentions):
                    self.visit(module, mention)
        elif name in loaded.siblings:
            self.visit(loaded.siblings[name], name)
        elif name in loaded.imports:
            self.imports.add(loaded.imports[name])

    def _visit_module(self, module: str) -> None:
        if module not in self.order:
            for sibling in sorted(set(self.index.modules[module].siblings.values())):
                self._visit_module(sibling)
            if module not in self.order:
                self.order.append(module)


def _separated(texts: list[str]) -> str:
    result = ""
    for previous, text in zip(["", *texts], texts, strict=False):
        between = "\n" if _is_simple(previous) and _is_simple(text) else "\n\n\n"
        result += between + text if result else text
    return result


def _is_simple(text: str) -> bool:
    return not text.lstrip("#").startswith(("def ", "class ", "@", "async "))


#: What keeps helpers out of what paddle.jit.to_static rewrites; every output with helpers calls it.
_LEAVE = "leave_to_python"


def bundle(names: Iterable[str]) -> str:
    """The text of a helper module that holds these helpers and all that they need."""
    definitions, imports = _closure([*names, _LEAVE])
    return "\n".join(
        [
            MODULE_DOC,
            "from __future__ import annotations\n",
            *imports,
            "\n",
            _separated([d.text for d in definitions]),
            "\n",
            f"{_LEAVE}(globals().values(), __name__)",
            "",
        ]
    )


def helper_function(module_name: str) -> str:
    """The function of a single file that holds its helpers."""
    return f"_{module_name}"


def inline(names: Iterable[str], module_name: str) -> list[str]:
    """The lines that give a single file the namespace ``module_name`` with these helpers."""
    names = sorted(set(names))
    definitions, imports = _closure([*names, _LEAVE])
    body = _separated([d.quoted for d in definitions])
    exposed = ", ".join(f"{name}={name}" for name in names)
    lines = [
        "",
        "",
        f"def {helper_function(module_name)}():",
        '    """What Paddle does not do as torch does: helpers for the code below, written by paconvert."""',
        "    import types",
        *(f"    {line}" for line in imports),
        "",
        *(f"    {line}" if line.strip() else "" for line in body.splitlines()),
        "",
        f"    helpers = types.SimpleNamespace({exposed})",
        "    for name, value in vars(helpers).items():",
        "        if isinstance(value, type) and value.__module__ == __name__:",
        f'            value.__qualname__ = f"{module_name}.{{name}}"  # so that instances can be pickled',
        f"    {_LEAVE}(vars(helpers).values(), __name__)",
        "    return helpers",
        "",
        "",
        f"{module_name} = {helper_function(module_name)}()",
        "",
    ]
    return lines
