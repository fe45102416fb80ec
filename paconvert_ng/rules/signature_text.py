"""Signatures as text: ``(input: Tensor, dim: int = 0, *, out=None) -> Tensor``, parsed and written."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .model import Param, ParamKind, Signature


def parse_signature(text: str) -> Signature:
    """Parse ``(a, b=1, *c, d, **e) -> T``. Raises ValueError if it is no signature."""
    stripped = text.strip()
    if not stripped.startswith("("):
        raise ValueError(f"a signature starts with '(': {text!r}")
    try:
        tree = ast.parse(f"def f{stripped}: pass")
    except SyntaxError as error:
        raise ValueError(f"not a signature: {text!r} ({error.msg})") from None
    function = tree.body[0]
    if len(tree.body) != 1 or not isinstance(function, ast.FunctionDef) or len(function.body) != 1:
        raise ValueError(f"not a signature: {text!r}")
    return signature_of(function)


def signature_of(function: ast.FunctionDef | ast.AsyncFunctionDef, skip: int = 0) -> Signature:
    """The signature of a parsed definition, without its first ``skip`` positional parameters."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    params = []
    for index, (arg, default) in enumerate(zip(positional, defaults, strict=True)):
        kind: ParamKind = "positional_only" if index < len(arguments.posonlyargs) else "positional_or_keyword"
        params.append(_param(arg, kind, default))
    params = params[skip:]
    if arguments.vararg:
        params.append(_param(arguments.vararg, "var_positional", None))
    for arg, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        params.append(_param(arg, "keyword_only", keyword_default))
    if arguments.kwarg:
        params.append(_param(arguments.kwarg, "var_keyword", None))
    return Signature(tuple(params), ast.unparse(function.returns) if function.returns else "")


def _param(arg: ast.arg, kind: ParamKind, default: ast.expr | None) -> Param:
    annotation = ast.unparse(arg.annotation) if arg.annotation else ""
    return Param(arg.arg, kind, ast.unparse(default) if default is not None else None, annotation)


def signature_to_text(signature: Signature) -> str:
    """The inverse of ``parse_signature``."""
    returns = f" -> {signature.returns}" if signature.returns else ""
    return f"({params_to_text(signature.params)}){returns}"


def params_to_text(params: Sequence[Param]) -> str:
    parts: list[str] = []
    star = slash = False
    for param in params:
        if slash and param.kind != "positional_only":
            parts.append("/")
            slash = False
        slash = slash or param.kind == "positional_only"
        if param.kind == "keyword_only" and not star:
            parts.append("*")
            star = True
        star = star or param.kind == "var_positional"
        text = {"var_positional": "*", "var_keyword": "**"}.get(param.kind, "") + param.name
        if param.annotation:
            text += f": {param.annotation}"
        if param.default is not None:
            text += f" = {param.default}" if param.annotation else f"={param.default}"
        parts.append(text)
    if slash:
        parts.append("/")
    return ", ".join(parts)
