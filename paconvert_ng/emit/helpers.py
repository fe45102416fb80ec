"""Bundles helpers: those that an output uses, with everything they need, taken from ``runtime/`` as text.

A tree gets them as a module of its own; a single file gets them inlined, in a function that makes the same
namespace, so that ``paddle_helpers.name`` reads the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable

from paconvert_ng.emit.runtime_index import Definition, runtime_index

MODULE_DOC = '''"""What Paddle does not do as torch does: helpers for code that paconvert converted.

Only those that this tree uses are here. Each stands for one torch API and means the same for every call form.
"""
'''


def _closure(names: Iterable[str]) -> tuple[list[Definition], list[str]]:
    """The definitions behind the names in an order in which they can run, and the import lines they need."""
    index = runtime_index()
    wanted: dict[tuple[str, str], Definition] = {}
    order: list[str] = []
    imports: set[str] = set()

    def visit_module(module: str) -> None:
        if module not in order:
            for sibling in sorted(set(index.modules[module].siblings.values())):
                visit_module(sibling)
            if module not in order:
                order.append(module)

    def visit(module: str, name: str) -> None:
        loaded = index.modules[module]
        if name in loaded.definitions:
            if (module, name) not in wanted:
                definition = wanted[(module, name)] = loaded.definitions[name]
                visit_module(module)
                for mention in sorted(definition.mentions):
                    visit(module, mention)
        elif name in loaded.siblings:
            visit(loaded.siblings[name], name)
        elif name in loaded.imports:
            imports.add(loaded.imports[name])

    for name in sorted(set(names)):
        visit(index.locations[name], name)
    unique = {(d.module, d.line): d for d in wanted.values()}
    definitions = sorted(unique.values(), key=lambda d: (order.index(d.module), d.line))
    return definitions, sorted(imports, key=lambda line: (line.startswith("from"), line))


def _separated(texts: list[str]) -> str:
    result = ""
    for previous, text in zip(["", *texts], texts, strict=False):
        between = "\n" if _is_simple(previous) and _is_simple(text) else "\n\n\n"
        result += between + text if result else text
    return result


def _is_simple(text: str) -> bool:
    return not text.lstrip("#").startswith(("def ", "class ", "@", "async "))


def bundle(names: Iterable[str]) -> str:
    """The text of a helper module that holds these helpers and all that they need."""
    definitions, imports = _closure(names)
    return "\n".join(
        [
            MODULE_DOC,
            "from __future__ import annotations\n",
            *imports,
            "\n",
            _separated([d.text for d in definitions]),
            "",
        ]
    )


def helper_function(module_name: str) -> str:
    """The function of a single file that holds its helpers."""
    return f"_{module_name}"


def inline(names: Iterable[str], module_name: str) -> list[str]:
    """The lines that give a single file the namespace ``module_name`` with these helpers."""
    names = sorted(set(names))
    definitions, imports = _closure(names)
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
        "    return helpers",
        "",
        "",
        f"{module_name} = {helper_function(module_name)}()",
        "",
    ]
    return lines
