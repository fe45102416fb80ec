"""The census: every public name of the installed torch, by section.

A name of a module counts if the module's ``__all__`` lists it; of a module without ``__all__``, if it has no
leading underscore and is torch's own there (what the module merely imports does not count). That is how torch's
own test of its public bindings tells names. What a package takes over from a module of its own that exports it
counts too (``torch.unique``). Of the classes that programs call or derive from, the public members
count, of ``torch.Tensor`` its operators too. Modules are no names.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import types
from dataclasses import dataclass

from paconvert_ng.rules.signatures import Snapshot
from scripts.public_names.namespaces import CLASSES, MORE, SECTIONS
from scripts.snapshots.names import contents, exports, kind_of, module_of


@dataclass(frozen=True)
class PublicName:
    """One name: its section, and what it is (function, class, value, method, attribute)."""

    name: str
    section: str
    kind: str


#: What modules that stand before the real one are made of.
_MACHINERY = ("ContextProp", "PropModule", "GenericModule")


def census(snapshot: Snapshot) -> list[PublicName]:
    """All public names in the order of the sections, then by name."""
    found: dict[str, PublicName] = {}
    for section, modules in SECTIONS.items():
        for module in modules:
            for name, kind in sorted(module_names(module).items()):
                found.setdefault(f"{module}.{name}", PublicName(f"{module}.{name}", section, kind))
    for cls in CLASSES:
        for name in _members(cls, snapshot):
            kind = snapshot.kind(name) or "attribute"
            found.setdefault(name, PublicName(name, f"{cls} (members)", kind))
    return list(found.values())


def module_names(path: str) -> dict[str, str]:
    """The public names of one module, each with its kind."""
    more = MORE.get(path, "").split()
    module = _module(path)
    if module is None:
        return {name: "class" if name[:1].isupper() else "value" for name in more}
    exported = exports(module)
    inside = contents(module)
    own = exported if exported is not None else [name for name in inside if _own(name, inside[name], module)]
    passed_on = [name for name in inside if _passed_on(name, inside[name], module)]
    names = {name for name in (*own, *passed_on) if not name.startswith("_")}
    found: dict[str, str] = {}
    for name in sorted(names | set(more)):
        value = inside[name] if name in inside else getattr(module, name, None)
        if not isinstance(value, types.ModuleType) or name in more:
            found[name] = kind_of(value)
    return found


def _passed_on(name: str, value: object, module: types.ModuleType) -> bool:
    """Whether a package has the name from one of its modules that exports it (``torch.unique``)."""
    origin = module_of(value)
    if origin is None or not hasattr(module, "__path__") or not origin.startswith(f"{module.__name__}."):
        return False
    return name in (exports(sys.modules[origin]) or () if origin in sys.modules else ())


def _module(path: str) -> types.ModuleType | None:
    """The module; some are no files (``torch.cuda.nccl`` is one, ``torch.backends.cuda.matmul`` an object)."""
    try:
        return importlib.import_module(path)
    except ImportError:
        return None


def _own(name: str, value: object, module: types.ModuleType) -> bool:
    """Whether a module without ``__all__`` has the name for others."""
    if name.startswith("_") or name in _MACHINERY or isinstance(value, types.ModuleType):
        return False
    origin = module_of(value)
    if origin in ("typing", "__future__", "logging", "collections", "enum"):
        return False
    if inspect.isclass(value) and issubclass(value, types.ModuleType):
        return False
    if not callable(value):
        if name.isupper():
            return False
        return isinstance(value, (bool, int, str)) or str(origin or type(value).__module__).startswith("torch.")
    if isinstance(value, types.BuiltinFunctionType):
        return origin is None or origin.startswith("torch")
    package = hasattr(module, "__path__")
    return origin is not None and (origin == module.__name__ or (package and origin.startswith("torch")))


def _members(cls: str, snapshot: Snapshot) -> list[str]:
    """The public members that a class has of its own."""
    pairs = ((name, *name.rpartition(".")[::2]) for name in snapshot)
    return sorted(name for name, owner, last in pairs if owner == cls and (last[:1] != "_" or _counts(cls, last)))


def _counts(cls: str, name: str) -> bool:
    return cls == "torch.Tensor" and name.startswith("__") and name.endswith("__")
