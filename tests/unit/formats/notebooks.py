"""Small notebooks for tests."""

from __future__ import annotations

import json
from typing import Any


def code(source: str, **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
        **more,
    }


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def notebook(*cells: dict[str, Any] | str, minor: int = 4, language: str = "python") -> dict[str, Any]:
    return {
        "cells": [code(cell) if isinstance(cell, str) else cell for cell in cells],
        "metadata": {"kernelspec": {"display_name": "x", "language": language, "name": "x"}},
        "nbformat": 4,
        "nbformat_minor": minor,
    }


def written(content: dict[str, Any], indent: int | str | None = 1, **how: Any) -> bytes:
    return (json.dumps(content, indent=indent, ensure_ascii=False, **how) + "\n").encode()


def sources(data: bytes) -> list[str]:
    """The sources of all code cells."""
    cells = json.loads(data)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
