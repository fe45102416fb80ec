"""Annotations in a small type language: ``Tensor``, ``int | None``, ``Sequence[int]``, ``tuple[Tensor, Tensor]``."""

from __future__ import annotations

import ast
import enum
import inspect
import re
import types
from collections.abc import Mapping
from typing import Any

RENAMED = {
    "_int": "int", "_float": "float", "_bool": "bool", "_complex": "complex", "_dtype": "torch.dtype",
    "_device": "torch.device", "_layout": "torch.layout", "_qscheme": "torch.qscheme", "_size": "Sequence[int]",
    "SymInt": "int", "IntLikeType": "int", "FloatLikeType": "float", "BoolLikeType": "bool", "SymFloat": "float",
    "SymBool": "bool", "builtins.int": "int", "builtins.float": "float", "builtins.bool": "bool",
    "Device": "torch.device", "DeviceLikeType": "torch.device", "dtype": "torch.dtype", "device": "torch.device",
    "Size": "torch.Size", "List": "list", "Tuple": "tuple", "Dict": "dict", "Set": "set", "Type": "type",
    "EllipsisType": "EllipsisType", "NoneType": "None", "memory_format": "torch.memory_format",
    "_TensorOrTensors": "Tensor | Sequence[Tensor]", "_TensorOrTensorsOrGradEdge": "Tensor | Sequence[Tensor]",
    "Generator": "torch.Generator", "Storage": "torch.Storage", "layout": "torch.layout",
    "BroadcastingList1": "Sequence", "BroadcastingList2": "Sequence", "BroadcastingList3": "Sequence",
    "_size_1_t": "int | Sequence[int]", "_size_2_t": "int | Sequence[int]", "_size_3_t": "int | Sequence[int]",
    "_size_4_t": "int | Sequence[int]", "_size_any_t": "int | Sequence[int]",
    "_size_any_opt_t": "int | Sequence[int] | None", "_size_2_opt_t": "int | Sequence[int] | None",
    "_size_3_opt_t": "int | Sequence[int] | None", "_ratio_2_t": "float | Sequence[float]",
    "_ratio_3_t": "float | Sequence[float]", "_ratio_any_t": "float | Sequence[float]", "Self": "self",
    "Parameter": "torch.nn.Parameter", "Module": "torch.nn.Module",
}  # fmt: skip
_PREFIXES = ("typing.", "collections.abc.", "typing_extensions.", "types.", "builtins.", "torch.types.", "torch._C.")
LONGEST = 90


class Annotations:
    """Normalises annotations; ``names`` are the public names of classes by object id, ``objects`` of functions too."""

    def __init__(
        self,
        framework: str,
        names: Mapping[int, str],
        fields: Mapping[str, tuple[list[str], str]],
        objects: Mapping[int, str],
    ) -> None:
        self.framework = framework
        self.names = names
        self.objects = objects
        self.named_tuples = fields
        self.of_params = framework != "paddle"  # what a target's parameters are annotated with is of no use

    def text(self, annotation: Any, scope: Mapping[str, Any] | None = None) -> str:
        """The normalised text of an annotation object or text; "" if there is none or it is unwieldy."""
        if annotation is inspect.Parameter.empty or annotation is None and scope is None:
            return ""
        if isinstance(annotation, str):
            source = annotation
        elif isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
            return self._class(annotation)
        else:
            source = inspect.formatannotation(annotation).replace("NoneType", "None").replace("~", "")
            source = re.sub(r"ForwardRef\('([^']*)'(, module='[^']*')?\)", r"\1", source)
        try:
            tree = ast.parse(source, mode="eval").body
        except SyntaxError:
            return ""
        result = self._expression(tree, scope or {})
        return result if len(result) <= LONGEST else ""

    def _class(self, cls: type) -> str:
        if cls.__module__ == "builtins":
            return "None" if cls is type(None) else cls.__name__
        name = self.names.get(id(cls), cls.__name__)
        return "Tensor" if name == f"{self.framework}.Tensor" else RENAMED.get(name, name)

    def _expression(self, node: ast.expr, scope: Mapping[str, Any]) -> str:
        match node:
            case ast.Constant(value=None):
                return "None"
            case ast.Constant(value=str() as text):
                try:
                    return self._expression(ast.parse(text, mode="eval").body, scope)
                except SyntaxError:
                    return repr(text)
            case ast.Constant(value=value):
                return "..." if value is ... else repr(value)
            case ast.Name() | ast.Attribute():
                return self._name(ast.unparse(node), scope)
            case ast.BinOp(op=ast.BitOr()):
                return _union([self._expression(node.left, scope), self._expression(node.right, scope)])
            case ast.Subscript():
                return self._subscript(node, scope)
            case ast.Tuple(elts=elements):
                return ", ".join(self._expression(element, scope) for element in elements)
            case ast.List(elts=elements):
                return "[" + ", ".join(self._expression(element, scope) for element in elements) + "]"
        return ast.unparse(node)

    def _subscript(self, node: ast.Subscript, scope: Mapping[str, Any]) -> str:
        base = self._name(ast.unparse(node.value), scope)
        elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if base == "Literal":
            return f"Literal[{', '.join(ast.unparse(element) for element in elements)}]"
        inner = [self._expression(element, scope) for element in elements]
        if base == "Optional":
            return _union([inner[0], "None"])
        if base == "Union":
            return _union(inner)
        if base in ("Annotated", "Final", "ClassVar", "Required", "Unpack", "TypeGuard", "TypeIs"):
            return inner[0] if base not in ("TypeGuard", "TypeIs") else "bool"
        return f"{base}[{', '.join(inner)}]"

    def _name(self, name: str, scope: Mapping[str, Any]) -> str:
        if name.startswith(("torch.return_types.", "return_types.")):
            known = self.named_tuples.get(name.rpartition(".")[2])
            return known[1] if known else "tuple"
        for prefix in _PREFIXES:
            name = name.removeprefix(prefix)
        if name in ("Tensor", "torch.Tensor", "paddle.Tensor"):
            return "Tensor"
        value = scope.get(name.split(".")[0])
        for part in name.split(".")[1:]:
            value = inspect.getattr_static(value, part, None)
        if isinstance(value, type) and id(value) in self.names:
            return self._class(value)
        if type(value).__name__ == "TypeVar" and not isinstance(value, type):
            return "self" if getattr(value, "__bound__", None) is not None and name in ("T", "Self") else "Any"
        return RENAMED.get(name, name)


def _union(parts: list[str]) -> str:
    flat: list[str] = []
    for part in parts:
        for piece in _split_union(part):
            if piece not in flat:
                flat.append(piece)
    if "Number" in flat:
        flat = [piece for piece in flat if piece not in ("complex", "float", "int", "bool")]
    if "None" in flat:
        flat.remove("None")
        flat.append("None")
    return " | ".join(flat)


def _split_union(text: str) -> list[str]:
    pieces, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += character in "[(" and 1 or character in "])" and -1 or 0
        if character == "|" and depth == 0:
            pieces.append(text[start:index].strip())
            start = index + 1
    return [*pieces, text[start:].strip()]


def default_text(value: Any, framework: str, names: Mapping[int, str]) -> str:
    """The source text of a default; ``...`` where it has none."""
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return repr(value) if not hasattr(value, "name") else "..."
    if isinstance(value, float):
        return repr(value) if value == value and abs(value) != float("inf") else f"float('{value}')"
    if isinstance(value, (tuple, list)):
        inner = [default_text(item, framework, names) for item in value]
        if "..." in inner:
            return "..."
        body = ", ".join(inner) + ("," if len(inner) == 1 and isinstance(value, tuple) else "")
        return f"({body})" if isinstance(value, tuple) else f"[{body}]"
    if isinstance(value, dict) and not value:
        return "{}"
    if id(value) in names:
        return names[id(value)]
    if framework == "torchvision" and isinstance(value, enum.Enum):
        return str(value)
    text = str(value)
    return text if re.fullmatch(rf"({framework}|torch)\.[a-z_0-9]+", text) else "..."
