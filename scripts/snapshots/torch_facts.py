"""What is particular to torch: its stubs, operator schemas and documented aliases."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import torch.utils.model_zoo

from paconvert_ng.rules.model import Param, Signature
from paconvert_ng.rules.signature_text import signature_of

from . import stubs
from .annotations import Annotations
from .inspected import inspect_signature
from .members import Member
from .names import Scope

SCOPE = Scope(
    framework="torch",
    deep=(
        "torch.nn", "torch.optim", "torch.utils.data", "torch.distributions", "torch.amp", "torch.cuda",
        "torch.autograd", "torch.backends", "torch.func", "torch.profiler", "torch.nested", "torch.futures",
        "torch.accelerator",
    ),
    flat=(
        "torch", "torch.linalg", "torch.fft", "torch.special", "torch.sparse", "torch.distributed", "torch.jit",
        "torch.random", "torch.serialization", "torch.hub", "torch.multiprocessing", "torch.version", "torch.types",
        "torch.functional", "torch.storage", "torch.signal", "torch.signal.windows", "torch.overrides", "torch.onnx",
        "torch.fx", "torch.export", "torch.compiler", "torch.library", "torch.quantization", "torch.ao.quantization",
        "torch.testing", "torch.utils", "torch.utils.checkpoint", "torch.utils.cpp_extension", "torch.utils.dlpack",
        "torch.utils.hooks", "torch.utils.model_zoo", "torch.utils.tensorboard", "torch.utils.collect_env",
        "torch.utils.mobile_optimizer", "torch.utils.flop_counter", "torch.utils.weak", "torch.utils.benchmark",
        "torch.cpu", "torch.mps", "torch.xpu", "torch.mtia", "torch.monitor", "torch.masked", "torch.package",
        "torch.return_types", "torch.distributed.fsdp", "torch.distributed.optim", "torch.distributed.tensor",
        "torch.distributed.rpc", "torch.distributed.device_mesh", "torch.distributed.checkpoint",
        "torch.distributed.algorithms.join", "torch.distributed.elastic.multiprocessing.errors",
        "torch.distributed.pipelining", "torch.distributed.nn.functional", "torch.jit.annotations",
        "torch.distributed.distributed_c10d", "torch.distributed.nn",
        "torch.distributed.tensor.parallel", "torch.utils.deterministic", "torch._dynamo", "torch.fx.experimental",
        "torch.ao.nn.quantized", "torch.utils._pytree", "torch.distributed.utils",
        "torch.distributed.algorithms.ddp_comm_hooks.default_hooks", "torch.quasirandom", "torch.cpu.amp",
        "torch.cpu.amp.autocast_mode", "torch.cpu.amp.grad_scaler", "torch.utils.module_tracker",
    ),
    private=("torch.nn", "torch.optim", "torch.utils.data"),
    skip=("torch.nn.backends", "torch.nn.cpp", "torch.nn.quantized", "torch.nn.intrinsic", "torch.nn.qat",
          "torch.nn.quantizable", "torch.cuda.comm", "torch.utils.data.datapipes", "torch.backends.xnnpack"),
    identity_types=(torch.dtype, torch.layout, torch.memory_format),
    everything=True,
)  # fmt: skip
C_CLASSES = (
    "Generator", "Size", "device", "dtype", "finfo", "iinfo", "Stream", "Event", "FloatStorage", "ProcessGroup",
    "ReduceOp", "Work", "Store", "TCPStore", "FileStore", "HashStore", "PrefixStore",
)  # fmt: skip
PRIVATE_NAMES = ("torch._assert", "torch._check", "torch._foreach_*", "torch._weight_norm", "torch._softmax")
# What no walk finds: settings that answer on being asked, and names for annotations.
MORE_VALUES = {
    "torch.backends.cuda.matmul.allow_tf32": "bool",
    "torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction": "bool",
    "torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction": "bool",
    "torch.distributed.group.WORLD": "torch.distributed.ProcessGroup | None",
    "torch.jit.Final": "type",
    "torch.optim.optimizer.ParamsT": "type",
    "torch.optim.optimizer._params_t": "type",
}
SCHEMA_TYPES = {
    "Scalar": "Number", "SymInt": "int", "str": "str", "bool": "bool", "int": "int", "float": "float",
    "Tensor": "Tensor", "number": "Number", "Device": "torch.device", "Generator": "torch.Generator",
}  # fmt: skip
_ALIAS = re.compile(r"^\s*Alias (?:of|for) :(?:func|meth|class|attr):`~?([\w.]+)(?:\(\))?`\.?\s*$", re.MULTILINE)


class TorchFacts:
    """Signatures and types that need torch's own stubs."""

    scope = SCOPE
    tensor = torch.Tensor

    def __init__(self) -> None:
        root = Path(torch.__file__).parent
        self.functions = stubs.functions(root / "_C" / "_VariableFunctions.pyi")
        self.nn_functions = stubs.functions(root / "_C" / "_nn.pyi")
        self.functional = stubs.functions(root / "nn" / "functional.pyi")
        self.classes = stubs.classes(root / "_C" / "__init__.pyi")
        self.named_tuples = stubs.named_tuples(root / "return_types.pyi")
        self.fields: dict[str, str] = {}
        self.version = torch.__version__.split("+")[0]

    def extra_names(self) -> dict[str, Any]:
        """Private names that programs use all the same, and names that a module has from another one."""
        found: dict[str, Any] = {"torch.utils.model_zoo.load_url": torch.utils.model_zoo.load_url}
        for pattern in PRIVATE_NAMES:
            stem = pattern.removesuffix("*").removeprefix("torch.")
            for name in vars(torch):
                if name == stem or (pattern.endswith("*") and name.startswith(stem)):
                    found[f"torch.{name}"] = getattr(torch, name)
        return found

    def returned(self, name: str) -> str:
        """``Tensor`` if stub and schema say so of all overloads of the function (or of the method's function)."""
        owner, _, last = name.rpartition(".")
        if owner not in ("torch", "torch.functional", "torch.Tensor"):
            return ""
        found = {ast.unparse(node.returns) for node in self.functions.get(last, []) if node.returns}
        found |= {signature.returns for signature in _from_schema(last)}
        return "Tensor" if found == {"Tensor"} else ""

    def opaque(self, name: str, cls: type) -> bool:
        """Whether the members of a class are left out: C internals, and typed tensors, which are made of Tensor's."""
        if type(cls).__name__ == "tensortype":
            return True
        written_in_c = (cls.__module__ or "").startswith("torch._C") or type(cls).__name__ == "pybind11_type"
        if hasattr(cls, "__members__"):
            return cls.__name__ in ("DispatchKey", "Tag")
        return written_in_c and cls.__name__ not in C_CLASSES

    def more_values(self) -> dict[str, str]:
        """Further values, each with its type."""
        return MORE_VALUES

    def function(self, name: str, value: Any, annotations: Annotations) -> list[Signature] | None:
        """The overloads of what ``inspect`` cannot tell, or None if it can."""
        last = name.rpartition(".")[2]
        origin = getattr(value, "__module__", "") or ""
        if inspect.isbuiltin(value) or type(value).__name__ == "builtin_function_or_method":
            real = getattr(value, "__name__", last)
            for table in (self.nn_functions if origin == "torch._C._nn" else {}, self.functions, self.nn_functions):
                if real in table:
                    found = [self._from_stub(node, name, annotations) for node in table[real]]
                    return [_with_defaults(signature, _from_schema(real)) for signature in found]
            return _from_schema(real) or None
        dispatch = inspect.getclosurevars(value).nonlocals if inspect.isfunction(value) else {}
        if "if_true" in dispatch and "if_false" in dispatch:
            return _from_dispatch(dispatch, annotations)
        if last in self.functional and _is_open(value):
            return [self._from_stub(node, name, annotations) for node in self.functional[last]]
        return None

    def constructor(self, name: str, cls: type, annotations: Annotations) -> list[Signature] | None:
        """The constructor of a C class, from the stub."""
        if cls.__init__ is torch.nn.Module.__init__:  # type: ignore[misc]
            return [Signature(())]  # it takes anything in order to refuse it
        methods, _ = self.classes.get(cls.__name__, ({}, {}))
        nodes = methods.get("__init__") or methods.get("__new__") or []
        if not nodes or (getattr(cls, "__module__", "") not in ("torch", "torch._C", "torch.cuda")):
            return None
        return [self._from_stub(node, name, annotations, skip=1) for node in nodes]

    def tensor_members(self, annotations: Annotations) -> dict[str, Member]:
        """Methods and attributes of ``torch.Tensor`` that are written in C."""
        methods, attributes = self.classes["TensorBase"]
        found = {}
        for name, nodes in methods.items():
            if hasattr(torch.Tensor, name):
                texts = [self._from_stub(node, f"torch.Tensor.{name}", annotations, skip=1) for node in nodes]
                found[name] = Member("method", texts)
        for name, annotation in attributes.items():
            if hasattr(torch.Tensor, name):
                found[name] = Member("attribute", [], annotations.text(ast.unparse(annotation)))
        return found

    def documented_alias(self, name: str, value: Any) -> str:
        """The full name that the documentation calls this an alias of, or ""."""
        match = _ALIAS.search(getattr(value, "__doc__", "") or "")
        if not match:
            return ""
        target = match.group(1)
        owner = name.rpartition(".")[0]
        if target.startswith("Tensor."):
            return f"torch.{target}"
        return target if target.startswith("torch.") else f"{owner}.{target}"

    def _from_stub(self, node: ast.FunctionDef, name: str, annotations: Annotations, skip: int = 0) -> Signature:
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        raw = signature_of(node, skip=0 if "staticmethod" in decorators else skip)
        returned = raw.returns.rpartition(".")[2]
        if "return_types." in raw.returns and returned in self.named_tuples:
            self.fields[name] = " ".join(self.named_tuples[returned][0])
        params = tuple(
            Param(param.name, param.kind, _stub_default(param.default), annotations.text(param.annotation))
            for param in raw.params
        )
        return Signature(params, annotations.text(raw.returns))


def _stub_default(text: str | None) -> str | None:
    if text in ("contiguous_format", "strided", "preserve_format"):
        return f"torch.{text}"
    return "float('inf')" if text == "inf" else text


def _is_open(value: Any) -> bool:
    try:
        kinds = {param.kind for param in inspect.signature(value).parameters.values()}
    except (ValueError, TypeError):
        return True
    return kinds == {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


def _from_dispatch(dispatch: Mapping[str, Any], annotations: Annotations) -> list[Signature]:
    """``boolean_dispatch``: one function, whose result depends on a flag; where the flag is last, two overloads."""
    plain, flagged = dispatch["if_false"], dispatch["if_true"]
    inner = inspect.getclosurevars(plain).nonlocals
    if "if_false" in inner:
        return [Signature(signatures.params) for signatures in _from_dispatch(inner, annotations)[-1:]]
    whole = inspect_signature(plain, annotations)
    gives = annotations.text(inspect.signature(plain).return_annotation, vars(inspect.getmodule(plain)))
    other = annotations.text(inspect.signature(flagged).return_annotation, vars(inspect.getmodule(flagged)))
    if gives == other:
        return [Signature(whole.params, gives)]
    if whole.params[-1].name == dispatch["arg_name"]:
        return [Signature(whole.params[:-1], gives), Signature(whole.params, "")]
    return [Signature(whole.params, "")]


def _from_schema(name: str) -> list[Signature]:
    """From the operator's schema; the binding calls a parameter ``self`` ``input`` and adds ``out``."""
    packet: Any = getattr(torch.ops.aten, name, None) if not name.startswith("_") else None
    if not hasattr(packet, "overloads"):
        return []
    overloads, out_too = [], False
    for overload in packet.overloads():
        schema = getattr(packet, overload)._schema
        if any(argument.is_out for argument in schema.arguments):
            out_too = True
        else:
            overloads.append(schema)
    found = []
    for schema in overloads:
        params = []
        for argument in schema.arguments:
            param_name = "input" if argument.name == "self" else argument.name
            default = _schema_default(argument.default_value) if argument.has_default_value() else None
            kind = "keyword_only" if argument.kwarg_only else "positional_or_keyword"
            params.append(Param(param_name, kind, default, _schema_type(argument)))  # type: ignore[arg-type]
        if out_too:
            params.append(Param("out", "keyword_only", "None", "Tensor | None"))
        types_ = [_schema_type(result) for result in schema.returns]
        returns = types_[0] if len(types_) == 1 else f"tuple[{', '.join(types_)}]" if types_ else "None"
        signature = Signature(tuple(params), returns)
        if signature not in found:
            found.append(signature)
    return found


def _with_defaults(signature: Signature, schemas: list[Signature]) -> Signature:
    """Stubs write ``...`` for some defaults; the schema has them."""
    known = {param.name: param.default for schema in schemas for param in schema.params}
    return Signature(
        tuple(p._replace(default=known.get(p.name, "...")) if p.default == "..." else p for p in signature.params),
        signature.returns,
    )


def _schema_default(value: Any) -> str:
    return repr(value) if value is None or isinstance(value, (bool, int, float, str, list)) else "..."


def _schema_type(argument: Any) -> str:
    text = str(argument.type)
    optional = text.startswith("Optional[")
    text = text.removeprefix("Optional[").removesuffix("]") if optional else text
    if argument.name == "dtype" and text == "int":
        text = "torch.dtype"
    listed = re.fullmatch(r"List\[(\w+)\]", text + ("]" if text.startswith("List[") and not text.endswith("]") else ""))
    if listed:
        text = f"Sequence[{SCHEMA_TYPES.get(listed.group(1), listed.group(1))}]"
        if argument.N is not None and text == "Sequence[int]":
            text = "int | Sequence[int]"
    else:
        text = SCHEMA_TYPES.get(text, text)
    return f"{text} | None" if optional else text
