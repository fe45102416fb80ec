"""``paconvert verify``: runs a model under torch and its conversion under Paddle, and compares them.

This is the only part of paconvert_ng that runs the code it is given. See docs/verify.md.
"""

from __future__ import annotations

import sys
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paconvert_ng.verify.result import Result


def verify(
    torch: str | PathLike[str],
    paddle: str | PathLike[str],
    spec: str | PathLike[str] | dict[str, Any] | None = None,
    *,
    torch_python: str = sys.executable,
    paddle_python: str = sys.executable,
    logs: str | PathLike[str] | None = None,
    timeout: float = 600.0,
) -> Result:
    """Compares ``torch`` (SRC, a file or folder) with ``paddle`` (DST, its conversion) as ``spec`` says.

    ``spec`` is the path of a spec file or its content as a dict; it may be left out for a Hugging Face repository,
    which says itself what its model is. ``logs`` is the --log_dir of the conversion. Both run
    in processes of their own, with the given interpreters; an answer that takes longer than ``timeout`` seconds is an
    error. Raises paconvert_ng.verify.process.CannotError, with the reason in its message, if they cannot be compared.
    """
    from paconvert_ng.verify.repo import completed
    from paconvert_ng.verify.run import compare_models
    from paconvert_ng.verify.spec import make_spec, read_spec

    values = spec if isinstance(spec, dict) else {} if spec is None else read_spec(Path(spec))
    made = make_spec(completed(values, Path(torch)), str(spec) if isinstance(spec, str | PathLike) else "the spec")
    folder = None if logs is None else Path(logs)
    return compare_models(Path(torch), Path(paddle), made, (torch_python, paddle_python), folder, timeout)
