"""Calls of transformers' tokenizers and processors, which take and give tensors of the framework that they are told.

They stay on the real transformers, which makes ``return_tensors="pt"`` of torch and without torch raises an error. Who
is called is seldom known from the text: the helper that is put around the callee looks when it runs, and gives back
what belongs to anybody else as it is.
"""

from __future__ import annotations

import re

import libcst as cst

from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.scopes import dotted
from paconvert_ng.analysis.values import UNKNOWN, Inst, Method, Ref, Value, options
from paconvert_ng.analysis.walker import Walker

_ASKING = ("return_tensors", "tensor_type")
_TORCHS = "pt"
#: Methods that turn tensors of ids into text. The first ones are nobody else's.
_READING = ("batch_decode", "convert_ids_to_tokens")
_DECODE, _OPTIONS = "decode", frozenset(("skip_special_tokens", "clean_up_tokenization_spaces"))
_NAMES = re.compile(r"token|processor", re.IGNORECASE)


def note_processor(self: Walker, node: cst.Call, callee: Value, keywords: dict[str, Value]) -> None:
    """Note an (already evaluated) call that may be one of a tokenizer or processor and depends on the framework."""
    asks = any(name in keywords and _may_be_torchs(keywords[name]) for name in _ASKING)
    if (asks or _reads(node, callee, keywords)) and _may_be_transformers(callee):
        self.facts.processors.add(node.func)
    else:
        # Loops and functions are walked more than once; what is known in the end counts.
        self.facts.processors.discard(node.func)


def _may_be_torchs(value: Value) -> bool:
    return any(not isinstance(one, Inst) or one.const == _TORCHS or _is_open(one) for one in options(value))


def _is_open(value: Inst) -> bool:
    return not isinstance(value.const, str) and value.const is not None


def _reads(node: cst.Call, callee: Value, keywords: dict[str, Value]) -> bool:
    if not isinstance(node.func, cst.Attribute) or not isinstance(callee, Method | type(UNKNOWN)):
        return False
    name = node.func.attr.value
    if name != _DECODE:
        return name in _READING
    return not _OPTIONS.isdisjoint(keywords) or _NAMES.search(dotted(node.func.value) or "") is not None


def _may_be_transformers(callee: Value) -> bool:
    """Not for a function or class of the author's own, nor for what the rules convert."""
    return not any(
        isinstance(one, Ref) and (not one.name.startswith("transformers.") or is_source_name(one.name))
        for one in options(callee)
    )
