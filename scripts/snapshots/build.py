"""Names and facts → one snapshot, as JSON with a name a line."""

from __future__ import annotations

import enum
import inspect
import json
from collections.abc import Sequence
from typing import Any

from paconvert_ng.rules.model import Param, Signature
from paconvert_ng.rules.signature_text import parse_signature, signature_to_text

from .annotations import Annotations
from .inspected import inspect_signature, overloads_of, with_defaults
from .members import Member, is_data, own_members, set_attributes
from .names import Names, Scope, aliases, collect, exports, kind_of, module_of

NOT_OPERATORS = {
    "__annotations__", "__class__", "__dict__", "__doc__", "__init__", "__init_subclass__", "__module__", "__new__",
    "__weakref__", "__torch_function__", "__torch_dispatch__", "__subclasshook__", "__getstate__", "__setstate__",
    "__reduce__", "__reduce_ex__", "__sizeof__", "__getattribute__", "__setattr__", "__delattr__", "__dir__",
    "__dlpack_c_exchange_api__", "__slots__", "__static_attributes__", "__firstlineno__",
}  # fmt: skip
TENSOR_PRIVATE = {"_version", "_base", "_grad", "_is_view", "_typed_storage", "_is_initialized", "_to", "_copy_to"}


class Builder:
    """Builds the snapshot of the installed framework."""

    def __init__(self, facts: Any) -> None:
        self.facts = facts
        self.scope: Scope = facts.scope
        self.found: Names = collect(self.scope)
        self.found.objects.update(facts.extra_names())
        self.aliases = aliases(self.found, self.scope)
        names = dict(facts.foreign_names()) if hasattr(facts, "foreign_names") else {}
        names |= {
            id(value): name
            for name, value in self.found.objects.items()
            if name not in self.aliases and (kind_of(value) == "class" or isinstance(value, self.scope.identity_types))
        }
        defaults = {
            id(value): name
            for name, value in self.found.objects.items()
            if name not in self.aliases and kind_of(value) == "function"
        }
        self.names = names
        self.annotations = Annotations(self.scope.framework, names, facts.named_tuples, {**names, **defaults})
        self.data: dict[str, Any] = {
            "framework": self.scope.framework,
            "version": facts.version,
            "module": sorted(self.found.modules),
            **{section: {} for section in ("value", "function", "class", "method", "attribute", "alias", "bases")},
            **{section: {} for section in ("fields", "keywords", "star")},
            "loose": [],
            "documented": [],
        }

    def build(self) -> dict[str, Any]:
        """The whole snapshot."""
        for name, value in sorted(self.found.objects.items()):
            if name in self.aliases:
                self.data["alias"][name] = self.aliases[name]
                continue
            kind = kind_of(value)
            if kind == "class":
                self._class(name, value)
            elif kind == "function":
                self._callable("function", name, value, 0)
            else:
                self.data["value"][name] = self._type_of(value)
        self.data["value"].update(self.facts.more_values())
        self._star()
        self._documented_aliases()
        self.data["fields"] = dict(sorted(self.facts.fields.items()))
        for section, content in self.data.items():
            if isinstance(content, dict):
                self.data[section] = dict(sorted(content.items()))
        return self.data

    def _type_of(self, value: Any) -> str:
        cls = type(value)
        return "None" if value is None else self.names.get(id(cls), cls.__name__)

    def _callable(self, kind: str, name: str, value: Any, skip: int) -> None:
        signatures = self.facts.function(name, value, self.annotations) if kind == "function" else None
        if signatures is None:
            signatures = self._inspected(value, skip)
        if hasattr(self.facts, "corrected"):
            signatures = self.facts.corrected(name, signatures)
        if all(not signature.returns for signature in signatures):
            returned = self.facts.returned(name)
            signatures = [Signature(signature.params, returned) for signature in signatures]
        if kind == "method":
            self._method(name, signatures)
        else:
            self.data[kind][name] = [signature_to_text(signature) for signature in signatures]
        self._keywords(name, value)

    def _method(self, name: str, signatures: list[Signature]) -> None:
        """Operators are never given keywords, so the names of their parameters say nothing."""
        if name.endswith("__"):
            signatures = [Signature(positional_only(s.params), s.returns) for s in signatures]
        self.data["method"][name] = [signature_to_text(signature) for signature in signatures]

    def _keywords(self, name: str, value: Any) -> None:
        if not hasattr(self.facts, "keywords"):
            return
        found, loose = self.facts.keywords(value)
        if found:
            self.data["keywords"][name] = " ".join(f"{alias}={param}" for alias, param in sorted(found.items()))
        if loose:
            self.data["loose"].append(name)

    def _inspected(self, value: Any, skip: int) -> list[Signature]:
        try:
            signature = inspect_signature(value, self.annotations, skip)
            declared = [with_defaults(found, signature) for found in overloads_of(value, self.annotations, skip)]
            if declared and any(param.kind.startswith("var_") for param in signature.params):
                return declared
            parse_signature(signature_to_text(signature))
            names = {param.name for param in signature.params}
            if self.scope.framework == "paddle":  # its dispatchers take torch's names in overloads of their own
                return [signature, *(found for found in declared if {param.name for param in found.params} - names)]
        except (ValueError, TypeError, NameError, AttributeError):
            return []
        return [signature]

    def _class(self, name: str, cls: type) -> None:
        signatures = self.facts.constructor(name, cls, self.annotations)
        if signatures is None:
            signatures = self._inspected(cls, 0)
        self.data["class"][name] = [signature_to_text(Signature(s.params)) for s in signatures]
        self._keywords(name, cls)
        bases = [self.names[id(base)] for base in cls.__mro__[1:] if id(base) in self.names]
        if bases:
            self.data["bases"][name] = " ".join(bases)
        tensor = self.facts.tensor
        if cls is tensor:
            self._tensor(name, cls)
            return
        opaque = self.facts.opaque(name, cls)
        if opaque and issubclass(cls, enum.Enum):
            return
        for member in getattr(cls, "__members__", {}):
            self.data["attribute"][f"{name}.{member}"] = name
        if opaque:
            return
        hidden = [
            base
            for base in cls.__mro__[1:]
            if id(base) not in self.names and base not in tensor.__mro__ and _from(base, self.scope.framework)
        ]
        for owner in (*reversed(hidden), cls):
            for attribute, value in own_members(owner).items():
                self._member(f"{name}.{attribute}", value)
            for attribute, annotation in set_attributes(owner).items():
                full = f"{name}.{attribute}"
                if full not in self.data["method"] and not self.data["attribute"].get(full):
                    self.data["attribute"][full] = self.annotations.text(annotation) if annotation else ""

    def _member(self, full: str, value: Any) -> None:
        if inspect.isclass(value):
            return
        if is_data(value):
            getter = value.fget if isinstance(value, property) else getattr(value, "func", None)
            returned = getattr(getter, "__annotations__", {}).get("return", "") if getter else ""
            text = self.annotations.text(returned, getattr(getter, "__globals__", {})) if returned else ""
            if not text and not inspect.isdatadescriptor(value) and not callable(value):
                text = self._type_of(value)
            self.data["attribute"][full] = text
            return
        static = isinstance(value, staticmethod)
        function = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
        self._callable("method", full, function, 0 if static else 1)

    def _tensor(self, name: str, cls: type) -> None:
        """All members along the bases: Tensor's are spread over C and Python classes."""
        written_in_c = self.facts.tensor_members(self.annotations)
        for attribute in dir(cls):
            raw = inspect.getattr_static(cls, attribute)
            if attribute.startswith("_") and not _is_operator(attribute, raw) and attribute not in TENSOR_PRIVATE:
                continue
            full = f"{name}.{attribute}"
            member = written_in_c.get(attribute)
            if member is not None and not (inspect.isfunction(raw) and member.kind == "method"):
                if member.kind == "method":
                    self._method(full, member.signatures)
                else:
                    self.data["attribute"][full] = member.type
                continue
            self._member(full, raw)
            if member is not None and member.signatures and not _telling(self.data["method"].get(full, [])):
                self._method(full, member.signatures)
            self._fill_returns(full, member)

    def _fill_returns(self, full: str, member: Member | None) -> None:
        """A method written in Python often has no annotation where the stub has one."""
        texts = self.data["method"].get(full, [])
        known = {signature.returns for signature in member.signatures} if member else set()
        if len(known) == 1 and all("->" not in text for text in texts):
            returned = known.pop()
            self.data["method"][full] = [f"{text} -> {returned}" if returned else text for text in texts]

    def _star(self) -> None:
        if self.scope.framework == "paddle":
            return
        for name, module in self.found.modules.items():
            exported = exports(module)
            if exported is None and name.count(".") <= 2:
                exported = [attribute for attribute in vars(module) if not attribute.startswith("_")]
            if exported:
                self.data["star"][name] = " ".join(sorted(set(exported)))

    def _documented_aliases(self) -> None:
        """Distinct objects that are documented as aliases and have the same signatures."""
        for kind in ("function", "method"):
            for name in list(self.data[kind]):
                value = self._object(name)
                target = self.facts.documented_alias(name, value)
                if target and target != name and self.data[kind].get(target) == self.data[kind][name]:
                    del self.data[kind][name]
                    self.data["alias"][name] = target
                    self.data["documented"].append(name)
                    for other, canonical in self.data["alias"].items():
                        if canonical == name:
                            self.data["alias"][other] = target
        self.data["documented"].sort()

    def _object(self, name: str) -> Any:
        if name in self.found.objects:
            return self.found.objects[name]
        owner, _, attribute = name.rpartition(".")
        return inspect.getattr_static(self.found.objects[owner], attribute, None)


def _from(cls: type, framework: str) -> bool:
    return (module_of(cls) or "").split(".")[0] == framework


def _is_operator(attribute: str, raw: Any) -> bool:
    dunder = attribute.startswith("__") and attribute.endswith("__") and attribute not in NOT_OPERATORS
    return dunder and raw is not inspect.getattr_static(object, attribute, None)


def positional_only(params: Sequence[Param]) -> tuple[Param, ...]:
    """The same parameters, given by position alone."""
    return tuple(p._replace(kind="positional_only") if p.kind == "positional_or_keyword" else p for p in params)


def _telling(texts: list[str]) -> bool:
    return bool(texts) and not any("*args, **kwargs" in text for text in texts)


def to_json(data: dict[str, Any]) -> str:
    """JSON with one name a line: small, and a change shows as one line."""
    parts = []
    for section, content in data.items():
        if isinstance(content, dict) and content:
            lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
            parts.append(f"{json.dumps(section)}: {{\n" + ",\n".join(lines) + "\n}")
        elif isinstance(content, list) and content:
            parts.append(f"{json.dumps(section)}: [\n" + ",\n".join(json.dumps(item) for item in content) + "\n]")
        elif not isinstance(content, (dict, list)):
            parts.append(f"{json.dumps(section)}: {json.dumps(content)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
