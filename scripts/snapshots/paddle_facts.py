"""What is particular to Paddle: keywords that its decorators and C functions take besides the signature's."""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Any

import paddle

from paconvert_ng.rules.model import Signature

from .annotations import Annotations
from .members import Member
from .names import Scope

SCOPE = Scope(
    framework="paddle",
    deep=(),
    flat=(
        "paddle.nn.functional.flash_attention", "paddle.distributed.fleet", "paddle.distributed.fleet.utils",
        "paddle.optimizer.lr", "paddle.nn.parameter", "paddle.nn.init", "paddle.device.cuda",
        "paddle.distributed.stream", "paddle.utils.dlpack", "paddle.utils.unique_name", "paddle.incubate.nn",
        "paddle.incubate.nn.functional", "paddle.incubate.autograd", "paddle.incubate.optimizer",
        "paddle.incubate.optimizer.functional", "paddle.static", "paddle.vision.transforms.functional",
        "paddle.vision.ops", "paddle.distributed.sharding", "paddle.distributed.communication.group",
        "paddle.amp.debugging", "paddle.nn.attention", "paddle.distributed.fleet.recompute", "paddle.nn.layer.norm",
        "paddle.nn.layer.conv", "paddle.nn.layer.common", "paddle.nn.layer.layers", "paddle.nn.layer.pooling",
        "paddle.nn.layer.rnn", "paddle.profiler",
    ),
    tree=("paddle",),
    skip=(
        "paddle.base", "paddle.nn.layer", "paddle.pir", "paddle.decomposition", "paddle.dataset", "paddle.reader",
        "paddle.pir_utils", "paddle.common_ops_import", "paddle.libs", "paddle.cinn", "paddle.tensorrt", "paddle.apy",
        "paddle.check_import_scipy", "paddle.cost_model", "paddle.inference", "paddle.static", "paddle.hapi",
        "paddle.incubate", "paddle.quantization", "paddle.nn.quant", "paddle.generated", "paddle.fluid", "paddle.core",
        "paddle.distributed.auto_parallel", "paddle.distributed.flex_checkpoint", "paddle.distributed.launch",
        "paddle.distributed.passes", "paddle.distributed.ps", "paddle.distributed.transpiler", "paddle.utils.gast",
        "paddle.distributed.fleet", "paddle.distributed.utils", "paddle.distributed.metric",
        "paddle.distributed.models", "paddle.jit.sot", "paddle.jit.dy2static", "paddle.jit.pir_dy2static",
        "paddle.text", "paddle.audio", "paddle.vision.datasets", "paddle.vision.models", "paddle.sysconfig",
        "paddle.cuda_env", "paddle.io.dataloader", "paddle.sparse.nn.layer", "paddle.geometric",
        "paddle.distributed.communication",
    ),
    private=("paddle.nn.layer",),
    identity_types=(paddle.dtype,),
    everything=True,
)  # fmt: skip
CANDIDATES = {
    "x": ("input", "self", "tensor", "a", "A"),
    "y": ("other", "tensor2", "vec2", "mat2", "tensor", "b"),
    "axis": ("dim", "dims", "dimension"),
    "keepdim": ("keepdims",),
    "label": ("target",),
    "offset": ("diagonal",),
    "diagonal": ("offset",),
    "axis1": ("dim1",),
    "axis2": ("dim2",),
    "epsilon": ("eps",),
    "shape": ("size",),
    "shifts": ("shift",),
    "decimals": ("ndigits",),
    "value": ("values",),
}


class PaddleFacts:
    """Signatures by ``inspect``; keyword aliases from decorators and, for C functions, by trying."""

    scope = SCOPE
    tensor = paddle.Tensor

    def __init__(self) -> None:
        self.version = paddle.__version__
        self.fields: dict[str, str] = {}
        self.named_tuples: dict[str, tuple[list[str], str]] = {}
        self.c_functions = _c_functions()

    def extra_names(self) -> dict[str, Any]:
        return {}

    def returned(self, name: str) -> str:
        return ""

    def opaque(self, name: str, cls: type) -> bool:
        """Whether the members of a class are left out: a static graph's variable has Tensor's."""
        return name == "paddle.static.Variable"

    def more_values(self) -> dict[str, str]:
        return {}

    def function(self, name: str, value: Any, annotations: Annotations) -> list[Signature] | None:
        return None

    def constructor(self, name: str, cls: type, annotations: Annotations) -> list[Signature] | None:
        return None

    def tensor_members(self, annotations: Annotations) -> dict[str, Member]:
        return {}

    def documented_alias(self, name: str, value: Any) -> str:
        return ""

    def keywords(self, value: Any) -> tuple[dict[str, str], bool]:
        """Keyword aliases of a callable, and whether it takes call forms that cannot be listed."""
        if id(value) in self.c_functions:
            return _try_keywords(value), False
        if inspect.isclass(value):
            value = vars(value).get("__init__") or vars(value).get("__new__") or value
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        found: dict[str, str] = {}
        loose = False
        while inspect.isfunction(value) and hasattr(value, "__wrapped__"):
            aliases, open_ended = _wrapper_facts(value)
            found.update({alias: param for alias, param in aliases.items() if alias not in found})
            loose = loose or open_ended
            value = value.__wrapped__
        return found, loose


def _c_functions() -> set[int]:
    try:
        from paddle.base.dygraph import generated_tensor_methods_patch as generated
    except ImportError:
        return set()
    tables = [getattr(generated, table, []) for table in ("methods_map", "funcs_map", "nn_funcs_map")]
    return {id(function) for table in tables for _, function in table}


def _try_keywords(function: Any) -> dict[str, str]:
    """Call with one candidate keyword each: the message tells whether the function looked at it."""
    params = list(inspect.signature(function).parameters)
    if not params:
        return {}
    found = {}
    marker = type("Marker", (), {})()
    tensor = paddle.ones([2, 2])
    for index, param in enumerate(params):
        for alias in CANDIDATES.get(param, ()):
            if alias in params:
                continue
            arguments = [] if index == 0 else [tensor]
            try:
                function(*arguments, **{alias: marker})
            except Exception as error:
                message = str(error)
                taken = "Marker" in message if index == 0 else "too many arguments" not in message
                if taken:
                    found[alias] = param
            else:
                found[alias] = param
    return found


def _wrapper_facts(wrapper: Any) -> tuple[dict[str, str], bool]:
    """(alias → parameter, takes more than can be listed) of one decorator's wrapper."""
    free = inspect.getclosurevars(wrapper).nonlocals
    sources = [wrapper]
    aliases: dict[str, str] = {}
    for name, value in free.items():
        if name == "self" and hasattr(value, "process"):
            mapping = getattr(value, "alias_mapping", {})
            aliases.update({str(alias): str(param) for alias, param in mapping.items()})
            sources.append(type(value).process)
        elif isinstance(value, (list, tuple)) and len(value) >= 2 and all(isinstance(item, str) for item in value):
            if "alias" in name:
                aliases.update(dict.fromkeys(value[1:], value[0]))
    loose = False
    for source in sources:
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(source.__code__)))  # of the wrapper, not of the wrapped
        except (OSError, TypeError, SyntaxError):
            continue
        found, open_ended = _source_facts(tree)
        for alias, param in found.items():
            aliases.setdefault(alias, param)
        loose = loose or open_ended
    return aliases, loose


def _popped(value: ast.expr) -> str:
    """``input`` of ``kwargs.pop("input")``, "" for anything else."""
    if not isinstance(value, ast.Call) or not ast.unparse(value.func).endswith("kwargs.pop"):
        return ""
    name = value.args[0] if value.args else None
    return str(name.value) if isinstance(name, ast.Constant) else ""


def _source_facts(tree: ast.AST) -> tuple[dict[str, str], bool]:
    """``kwargs["x"] = kwargs.pop("input")`` is an alias; looking at ``args`` means more call forms."""
    aliases: dict[str, str] = {}
    loose = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            key = node.targets[0].slice
            value = node.value
            popped = _popped(value)
            if isinstance(key, ast.Constant) and popped:
                aliases[popped] = str(key.value)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "args":
            loose = True
        elif isinstance(node, ast.Call) and ast.unparse(node) in ("len(args)", "list(args)", "tuple(args)"):
            loose = True
    return aliases, loose
