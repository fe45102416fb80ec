"""The keys of a profile, each with its JSON schema: ``read`` refuses any other, rules/profile-schema.json has them."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_PATTERNS: Schema = {"type": "object", "additionalProperties": _TEXTS}


def _text(description: str) -> Schema:
    return {**_TEXT, "description": description}


PROFILE_KEYS: dict[str, Schema] = {
    "about": _text("what the profile is for"),
    "includes": {"type": "array", "items": _TEXT, "description": "profiles whose edits are made too"},
    "edits": {"type": "object", "additionalProperties": {"$ref": "#/$defs/edit"}, "description": "name: edit"},
}

SHARED_KEYS: dict[str, Schema] = {
    "why": _text("what the edit gives; it stands in the log"),
    "changes": _text("what the edited code does differently; without it the edit means the same"),
    "assume": {
        "type": "object",
        "additionalProperties": _TEXT,
        "minProperties": 1,
        "maxProperties": 1,
        "description": "name: what has to hold; the edit is made only with --assume name",
    },
    "examples": {
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/$defs/example"},
        "description": "texts before and after: the test of the edit",
    },
}

SOURCE_KEYS: dict[str, Schema] = {
    "find": {**_TEXTS, "description": "a pattern, or several of which the first that matches counts"},
    "in": {"enum": ["module"], "description": "only statements of the module itself"},
    "one_of": {**_PATTERNS, "description": "hole: patterns of which what it stands for matches one"},
    "only": {**_PATTERNS, "description": "like one_of, but the finding tells what else stands there"},
    "has": {**_PATTERNS, "description": "hole: patterns of statements that what it stands for has, each somewhere"},
    "number": {"type": "array", "items": _TEXT, "description": "holes for what is known to be a Python number"},
    "floating": {"type": "array", "items": _TEXT, "description": "holes for what is taken for a floating-point tensor"},
    "replace": _text("the new text, with the holes of the pattern"),
    "remove": {"const": True, "description": "the statements go"},
    "move_up": {
        "type": "array",
        "items": _TEXT,
        "description": "the last statement goes before the first; the holes for names that mean something else there",
    },
    "done": {**_TEXTS, "description": "patterns of text that needs the edit no more"},
    "near": {"type": "array", "items": _TEXT, "description": "a file with these names that does not match is told"},
}

CONFIG_KEYS: dict[str, Schema] = {
    "file": _text("the name of a JSON file of a Hugging Face repository"),
    "set": {"type": "object", "minProperties": 1, "description": "key (a.b for one inside): the new value"},
}

EXAMPLE_KEYS: dict[str, Schema] = {
    "before": _text("a text"),
    "after": _text("what the edit makes of it"),
    "left": _text("instead of `after`: the text stays, and the finding mentions this"),
    "assume": {"type": "array", "items": _TEXT, "description": "assumptions that are made"},
}

EDIT_KEYS = {**SHARED_KEYS, **SOURCE_KEYS, **CONFIG_KEYS}


def profile_schema() -> Schema:
    """The JSON schema of a profile, for editors. Reading one checks more than a schema can say."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A profile: a named set of edits of the source (docs/profiles.md)",
        "type": "object",
        "properties": PROFILE_KEYS,
        "additionalProperties": False,
        "required": ["about"],
        "$defs": {
            "edit": {
                "type": "object",
                "properties": EDIT_KEYS,
                "additionalProperties": False,
                "required": ["why", "examples"],
                "oneOf": [{"required": ["find"]}, {"required": ["file", "set"]}],
            },
            "example": {
                "type": "object",
                "properties": EXAMPLE_KEYS,
                "additionalProperties": False,
                "required": ["before"],
                "oneOf": [{"required": ["after"]}, {"required": ["left"]}],
            },
        },
    }
