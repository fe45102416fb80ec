"""Walking a framework: which public names there are, what each is, which are one object."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SIMPLE = (int, float, complex, str, bool, tuple, list, dict, set, frozenset, type(None))


@dataclass
class Scope:
    """Where to look.

    ``deep`` packages are searched with all their public submodules, ``flat`` modules alone,
    ``tree`` modules with the packages that they have as attributes. Below ``private``
    modules, names with one leading underscore count too. With ``everything``, names that a
    package has without exporting them count as well.
    """

    framework: str
    deep: tuple[str, ...]
    flat: tuple[str, ...]
    tree: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    identity_types: tuple[type, ...] = ()
    everything: bool = False


@dataclass
class Names:
    """What was found: objects by full name, modules, and modules that could not be imported."""

    objects: dict[str, Any] = field(default_factory=dict)
    modules: dict[str, types.ModuleType] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def collect(scope: Scope) -> Names:
    """Import the modules of ``scope`` and list their names."""
    found = Names()
    for name in (*scope.flat, *scope.deep):
        _import(name, found)
    for name in scope.deep:
        if name in found.modules:
            for sub in _submodules(found.modules[name], scope):
                _import(sub, found)
    _walk_tree(scope, found)
    for name, module in sorted(found.modules.items()):
        for attribute, value in _public(module, scope):
            found.objects[f"{name}.{attribute}"] = value
    # torch.nn.utils.weight_norm is a function that hides the module of its name.
    for name in found.objects.keys() & found.modules.keys():
        del found.modules[name]
    return found


def _import(name: str, found: Names) -> None:
    try:
        module = importlib.import_module(name)
    except Exception as error:
        found.failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    else:
        if isinstance(module, types.ModuleType):
            found.modules[name] = module


def _walk_tree(scope: Scope, found: Names) -> None:
    """Packages, and modules of the first level: what lies deeper is where packages keep their parts."""
    queue = list(scope.tree)
    for name in queue:
        _import(name, found)
    while queue:
        name = queue.pop(0)
        for attribute, value in sorted(vars(found.modules[name]).items()):
            full = f"{name}.{attribute}"
            if full in found.modules or full in scope.skip or attribute.startswith("_"):
                continue
            own = isinstance(value, types.ModuleType) and value.__name__ == full
            if own and (hasattr(value, "__path__") or name in scope.tree):
                found.modules[full] = value
                queue.append(full)


def _submodules(package: types.ModuleType, scope: Scope) -> Iterator[str]:
    for info in pkgutil.iter_modules(getattr(package, "__path__", ()), package.__name__ + "."):
        last = info.name.rpartition(".")[2]
        if last.startswith("_") or info.name in scope.skip or last in ("test", "tests"):
            continue
        yield info.name
        if info.ispkg:
            try:
                module = importlib.import_module(info.name)
            except Exception:
                continue  # noted when the name itself is imported
            yield from _submodules(module, scope)


def _public(module: types.ModuleType, scope: Scope) -> Iterator[tuple[str, Any]]:
    exported = exports(module)
    content = contents(module)
    names = set(exported or ()) | {name for name in content if not name.startswith("_")}
    private = any(module.__name__ == root or module.__name__.startswith(root + ".") for root in scope.private)
    if private:
        names |= {name for name in content if name.startswith("_") and not name.startswith("__")}
    if module.__name__ == scope.framework:
        names.add("__version__")
    for name in sorted(names):
        value = content.get(name)
        if value is None and name not in content:
            value = getattr(module, name, None)
            if value is None:
                continue
        if name.startswith("_") and name != "__version__" and not _defined_in(value, module):
            continue
        if _belongs(name, value, module, scope, exported):
            yield name, value


def contents(module: types.ModuleType) -> dict[str, Any]:
    """What a module holds. Some (``torch.backends.cudnn``) stand before the real one and have settings in the class."""
    behind = vars(module).get("m")
    if not isinstance(behind, types.ModuleType):
        return vars(module)
    settings = {name: getattr(module, name) for name in vars(type(module)) if not name.startswith("_")}
    return {**vars(behind), **settings}


def exports(module: types.ModuleType) -> list[str] | None:
    """``__all__``, or None; namespaces such as ``torch.classes`` answer any attribute."""
    exported = contents(module).get("__all__")
    return list(exported) if isinstance(exported, (list, tuple, set)) else None


def _defined_in(value: Any, module: types.ModuleType) -> bool:
    return callable(value) and module_of(value) == module.__name__


def _belongs(name: str, value: Any, module: types.ModuleType, scope: Scope, exported: Any) -> bool:
    """Whether the name is the framework's own there, not something that the module merely imports."""
    if isinstance(value, types.ModuleType):
        return False
    if type(value).__module__ in ("typing", "__future__", "logging", "_thread", "threading"):
        return False
    if scope.everything and isinstance(value, scope.identity_types):
        return True
    if isinstance(value, scope.identity_types):
        return module.__name__ == scope.framework or bool(exported and name in exported)
    if exported is not None and name in exported:
        return True
    if isinstance(value, SIMPLE):
        return exported is None or module.__name__ == scope.framework
    origin = inspect.getattr_static(value, "__module__", None) if kind_of(value) == "value" else module_of(value)
    if isinstance(value, types.BuiltinFunctionType):
        return origin is None or origin.startswith(scope.framework)
    if origin is None or not str(origin).startswith(scope.framework):
        return False
    if module.__name__ == scope.framework:
        return True
    is_package = hasattr(module, "__path__")
    return origin == module.__name__ or (is_package and (exported is None or scope.everything))


def module_of(value: Any) -> str | None:
    """Where a function or class says it is defined; some objects answer any attribute, or raise."""
    try:
        origin = value.__module__
    except Exception:
        return None
    return origin if isinstance(origin, str) else None


def kind_of(value: Any) -> str:
    """function, class or value."""
    if inspect.isclass(value):
        return "class"
    if callable(value) and not isinstance(value, SIMPLE):
        return "function"
    return "value"


def aliases(found: Names, scope: Scope) -> dict[str, str]:
    """Alias → canonical name, for names bound to one function, class or dtype-like object."""
    groups: dict[int, list[str]] = {}
    for name, value in found.objects.items():
        if kind_of(value) != "value" or isinstance(value, scope.identity_types):
            groups.setdefault(id(value), []).append(name)
    renamed: dict[str, str] = {}
    for names in groups.values():
        value = found.objects[names[0]]
        best = min(names, key=lambda name: _rank(name, value, scope, found))
        renamed.update((name, best) for name in names if name != best)
    return renamed


def _rank(name: str, value: Any, scope: Scope, found: Names) -> tuple[bool, bool, int, bool, int, str]:
    module, _, last = name.rpartition(".")
    exported = exports(found.modules[module]) or () if module in found.modules else ()
    return (
        isinstance(value, scope.identity_types) and str(value) != name,
        last.startswith("_"),
        name.count("."),
        last not in exported,
        len(name),
        name,
    )
