"""Converts small texts with a handful of rules of its own, so that engine tests do not depend on the rule base."""

from __future__ import annotations

from functools import lru_cache

from paconvert_ng.analysis.module_index import index_module
from paconvert_ng.analysis.tree_index import TreeIndex
from paconvert_ng.options import Options
from paconvert_ng.pipeline import FileResult, convert_module
from paconvert_ng.rules.compile import rule_members
from paconvert_ng.rules.model import Param, Rule, RuleSet, Signature, Variant
from paconvert_ng.rules.signatures import source_signatures

MODULES = {
    "torch": "paddle",
    "torch.nn": "paddle.nn",
    "torch.nn.functional": "paddle.nn.functional",
    "torch.utils.data": "paddle.io",
}


def _signature(text: str) -> Signature:
    params: list[Param] = []
    keyword_only = False
    for part in filter(None, (p.strip() for p in text.split(","))):
        if part == "*":
            keyword_only = True
            continue
        name, _, default = part.partition("=")
        kind = "keyword_only" if keyword_only else "positional_or_keyword"
        if name.startswith("*"):
            name, kind = name[1:], "var_positional"
        params.append(Param(name, kind, default or None))  # type: ignore[arg-type]
    return Signature(tuple(params))


def _rule(name: str, kind: str, **fields: object) -> Rule:
    return Rule(name, kind, "rules.yaml:1", proved=True, **fields)  # type: ignore[arg-type]


def _variants(signature: str, *pairs: tuple[str, str], omit: tuple[str, ...] = ()) -> tuple[Variant, ...]:
    return tuple(Variant(when, to, "", (_signature(signature),), omit) for when, to in pairs)


#: Namespaces that are left as a whole.
NAMESPACES = {"torch.fx": "Paddle has no graphs of Python code"}


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    """Rules of every form that the engine knows."""
    found = [
        _rule("torch.Tensor", "class", drop_in="paddle.Tensor"),
        _rule("torch.float32", "value", drop_in="paddle.float32", returns="torch.dtype"),
        _rule("torch.ones", "function", drop_in="paddle.ones", returns="Tensor"),
        _rule("torch.cat", "function", drop_in="paddle.concat", returns="Tensor"),
        _rule("torch.no_grad", "class", helper="helper.no_grad"),
        _rule("torch.nn.Module", "class", drop_in="paddle.nn.Layer"),
        _rule("torch.nn.Linear", "class", helper="helper.Linear"),
        _rule(
            "torch.nn.ReLU", "class", helper="helper.ReLU", type="paddle.nn.ReLU",
            variants=_variants("inplace=False", ("", "paddle.nn.ReLU()")), only=(("inplace", ("False",)),),
        ),
        _rule(
            "torch.nn.functional.hardtanh", "function", helper="helper.hardtanh", returns="Tensor",
            variants=_variants(
                "input, min_val=-1.0, max_val=1.0, inplace=False",
                ("", "paddle.nn.functional.hardtanh(input, min=min_val, max=max_val)"),
                omit=("min_val", "max_val"),
            ),
            only=(("inplace", ("False",)),),
        ),
        _rule("torch.nn.functional.relu", "function", drop_in="paddle.nn.functional.relu", returns="Tensor"),
        _rule(
            "torch.sub", "function", returns="Tensor",
            variants=_variants("input, other, *, alpha=1", ("", "input - alpha * other")),
        ),
        _rule(
            "torch.only_two", "function", returns="Tensor",
            variants=_variants("input, mode=None", ("", "paddle.two(input)")),
            only=(("mode", ("None", "'a'")),),
        ),
        _rule("torch.gone", "function", leave="Paddle has no such thing"),
        _rule(
            "torch.Tensor.max", "method", helper="helper.torch_max", unknown="helper", returns="Tensor",
            variants=_variants("dim=None, keepdim=False", ("not given(dim)", "self.max()")),
        ),
        _rule("torch.Tensor.float", "method", drop_in="self.float", returns="self"),
        _rule("torch.Tensor.relu", "method", drop_in="self.relu6", returns="self"),
        _rule("torch.Tensor.split", "method", helper="helper.torch_split", unknown="helper",
              signatures=(Signature((Param("split_size", annotation="int | list[int]"), Param("dim", default="0"))),)),
        _rule(
            "torch.Tensor.size", "method",
            variants=_variants("dim=None", ("given(dim)", "self.shape[dim]"), ("", "self.shape")),
        ),
        _rule("torch.Tensor.shape", "attribute", drop_in="self.shape", returns="torch.Size"),
        _rule("torch.Tensor.is_cuda", "attribute", variants=_variants("", ("", "self.place.is_gpu_place()"))),
        _rule(
            "torch.Tensor.data", "attribute", drop_in="self.data",
            set="helper.set_data(self, value)", unknown="helper",
        ),
        _rule(
            "torch.Tensor.view", "method", returns="Tensor",
            variants=_variants("*shape", ("", "self.reshape([*shape])")),
        ),
        _rule("torch.Tensor.__iadd__", "method", helper="helper.op_iadd", unknown="helper"),
        _rule("torch.utils.data.Dataset", "class", drop_in="paddle.io.Dataset"),
    ]  # fmt: skip
    rules, aliases = {rule.name: rule for rule in found}, {"torch.concat": "torch.cat"}
    members = rule_members(source_signatures(), rules, aliases)
    return RuleSet("3.3.1", rules, aliases, MODULES, NAMESPACES, members)


def convert(source: str, *, path: str = "f.py", others: dict[str, str] | None = None, **options: object) -> FileResult:
    """Convert one file of a tree; helpers come from ``import paddle_helpers``."""
    tree = TreeIndex({p: index_module(s, p) for p, s in {**(others or {}), path: source}.items()})
    chosen = Options(**options)  # type: ignore[arg-type]
    return convert_module(
        source, path=path, tree=tree, options=chosen, rules=rules(), helper_import="import paddle_helpers"
    )
