"""Options that say which model is meant and what it is given, of the commands that run one."""

from __future__ import annotations

import argparse
import json
from typing import Any


def given_model(options: argparse.Namespace, example: str) -> dict[str, Any]:
    """``args``, ``kwargs`` and ``inputs`` of a spec, where options give them; ``example`` is one of ``--input``.

    Raises CannotError for what is no JSON, or no input with a name.
    """
    from paconvert_ng.verify.process import CannotError

    given: dict[str, Any] = {}
    for name in ("args", "kwargs"):
        text = getattr(options, name)
        if text is not None:
            try:
                given[name] = json.loads(text)
            except ValueError as error:
                raise CannotError(f"--{name}: no JSON: {error}") from None
    if options.input:
        pairs = [text.partition(":") for text in options.input]
        if not all(name.strip() and colon for name, colon, _ in pairs):
            raise CannotError(f'--input: write "{example}"')
        given["inputs"] = {name.strip(): value.strip() for name, _, value in pairs}
    return given
