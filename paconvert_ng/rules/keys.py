"""The keys of the rule format, each with its JSON schema.

The loader refuses any other key, and ``rules/schema.json`` is made of these.
"""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from .model import NameKind, Rule, RuleTest

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_LITERAL: Schema = {"type": ["string", "number", "boolean", "null", "array"]}


def _text(description: str, **more: Any) -> Schema:
    return {**_TEXT, "description": description, **more}


def _names(description: str) -> Schema:
    return {"type": "array", "items": _TEXT, "description": description}


def _field(owner: type, name: str) -> list[str]:
    """The choices of a ``Literal`` field of a model class."""
    return list(get_args(get_type_hints(owner)[name]))


_SIGNATURE = {
    "anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}],
    "description": "(input, dim=None, *, out=None), receiver left out; a list for overloads",
}

VARIANT_KEYS: dict[str, Schema] = {
    "if": _text("condition over the parameters; the variant is taken where it is known to hold"),
    "to": _text("template: a Python expression whose free names are the source API's parameters"),
    "leave": _text("instead of `to`: why the call is left as it is"),
    "signature": _SIGNATURE,
}

TEST_FORMS: list[str] = _field(RuleTest, "form")

TEST_KEYS: dict[str, Schema] = {
    "call": _text("an expression, run in both frameworks"),
    "module": _text("an expression that builds a module; its state dict, outputs and gradients are compared"),
    "code": _text("a program; what it leaves in `result` is compared"),
    "random": _text("an expression of which only shape and dtype are compared"),
    "with": {"type": "object", "description": "inputs: `f32 2x3` for tensors, or a Python literal"},
    "grad": _names("inputs whose gradients are compared"),
    "tol": {"type": "number", "description": "tolerance; 1e-5 if not given"},
    "expect": _text("the converted expression, exactly"),
    "unconverted": _text("the call must be left, and the message mentions this"),
    "attributes": _names("attributes of the module that are compared"),
}

RULE_KEYS: dict[str, Schema] = {
    "to": _text("the target: a bare dotted name (drop-in) or a template"),
    "variants": {
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/$defs/variant"},
        "description": "tried in order before `to`",
    },
    "only": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": _LITERAL},
        "description": "parameters for which the plain targets hold only where omitted or known to be one of these",
    },
    "ignore": {
        "type": "object",
        "additionalProperties": _TEXT,
        "description": "parameters without effect on the result, each with the reason",
    },
    "helper": _text("function or class of the runtime with the source's signature", pattern=r"^helper\.[A-Za-z_]\w*$"),
    "type": _text("the class to name where the API stands for a type only"),
    "signature": _SIGNATURE,
    "returns": _text("the type of the result: Tensor, tuple[Tensor, Tensor], self, …"),
    "unknown": {
        "enum": _field(Rule, "unknown"),
        "description": "methods and attributes: what happens where the receiver's type is not known",
    },
    "set": _text("attributes: template for an assignment, with `self` and `value`"),
    "leave": _text("there is no equivalent: why, and what to do"),
    "also": _names("other names that the rule holds for: with `leave`, or of packages outside the snapshots"),
    "bases": _names("for a class outside the snapshots: the source classes it derives from"),
    "tests": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/test"}, "description": "the proof"},
    "unproved": _text("why there are no tests"),
    "note": _text("a line for readers of the rule"),
    "differs": _text("what users should know of the converted API; `random`: it draws random numbers or decides which"),
    "kind": {"enum": list(get_args(NameKind)), "description": "what the name is; only outside the snapshot"},
}


def schema() -> Schema:
    """The JSON schema of a rule file, for editors. The loader checks more than a schema can say."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rules: what each source name means in Paddle (docs/rule-format.md)",
        "type": "object",
        "propertyNames": {"pattern": r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+(\.\*)?$"},
        "additionalProperties": {"$ref": "#/$defs/rule"},
        "$defs": {
            "rule": {
                "type": "object",
                "properties": RULE_KEYS,
                "additionalProperties": False,
                "anyOf": [{"required": [key]} for key in ("to", "variants", "helper", "leave")],
            },
            "variant": {
                "type": "object",
                "properties": VARIANT_KEYS,
                "additionalProperties": False,
                "oneOf": [{"required": ["to"]}, {"required": ["leave"]}],
            },
            "test": {
                "type": "object",
                "properties": TEST_KEYS,
                "additionalProperties": False,
                "oneOf": [{"required": [form]} for form in TEST_FORMS],
            },
        },
    }
