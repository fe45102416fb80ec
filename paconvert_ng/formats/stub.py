"""Stubs (``.pyi``): converted like a module, but nothing in them runs, so that helpers are only named."""

from __future__ import annotations

import re

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.project.convert_text import Conversion, Outcome, convert_bytes

_HELPERS = "paddle_helpers"


def stub_import(text: str, helper_import: str | None) -> str:
    """The statement by which a stub names the helper module: without edits of ``sys.path``, and never its text."""
    if helper_import is not None:
        return helper_import.splitlines()[-1] if "sys.path" in helper_import else helper_import
    name, number = _HELPERS, 1
    while re.search(rf"\b{name}\b", text):
        number += 1
        name = f"{_HELPERS}_{number}"
    return f"import {name}"


def names_taken(path: str, helper_import: str, helpers: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """What is said of a stub that was converted alone."""
    if not helpers:
        return ()
    module = helper_import.split()[-1]
    message = f"{', '.join(helpers)} come from {module}, which is written when the stub's module is converted with it"
    return (whole_file("PC531", path, message),)


def convert_stub(data: bytes, path: str, conversion: Conversion) -> Outcome:
    """Convert the content of one stub."""
    statement = stub_import(data.decode("utf-8", "replace"), conversion.helper_import)
    way = conversion.way._replace(prelude="", script=False) if conversion.way is not None else None
    outcome = convert_bytes(data, path, conversion._replace(helper_import=statement, way=way))
    if conversion.helper_import is not None:
        return outcome
    return outcome._replace(diagnostics=(*names_taken(path, statement, outcome.helpers), *outcome.diagnostics))
