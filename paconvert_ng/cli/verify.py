"""``paconvert verify``: arguments → spec → comparison → what is printed and written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_DESCRIPTION = """\
Run a model under torch and its conversion under Paddle on the same weights and inputs, and compare them.
This command RUNS the code in SRC and DST, each in a process of its own. Besides, only
'paconvert batch' runs code that it is given, where its manifest asks for a verification."""
_EPILOG = """\
exit codes:
  0    equal, within the tolerances
  1    different: the first difference is named
  2    could not be decided: something cannot be run, or torch itself gives other values from run to run
  130  interrupted

examples:
  paconvert verify --torch src --paddle out --spec verify.yaml
  paconvert verify --torch Qwen-7B-Chat --paddle out/Qwen-7B-Chat      (a Hugging Face repository)
  paconvert verify --torch src --paddle out --entry net:Net --kwargs '{"depth": 2}' --input "x: f32 1x3x224x224"

The spec file, and what is compared how: docs/verify.md.
"""


def main(arguments: Sequence[str]) -> int:
    """Compare, print, write; the exit code."""
    options = _parser().parse_args(list(arguments))
    try:
        import numpy  # noqa: F401
    except ImportError:
        return _cannot("needs numpy: pip install 'paconvert_ng[verify]'")
    from paconvert_ng.verify import verify
    from paconvert_ng.verify.process import CannotError
    from paconvert_ng.verify.spec import read_spec

    try:
        values = read_spec(options.spec) if options.spec else {}
        values.update(_given(options))
        result = verify(
            options.torch,
            options.paddle,
            values,
            torch_python=options.torch_python,
            paddle_python=options.paddle_python,
            logs=options.logs,
            timeout=options.timeout,
        )
    except CannotError as error:
        if error.more:
            print(error.more.rstrip(), file=sys.stderr)
        return _cannot(str(error))
    from paconvert_ng.verify.terminal import print_result

    print_result(result, sys.stdout, rich=sys.stdout.isatty())
    try:
        _write(result, options)
    except OSError as error:
        return _cannot(f"{error.filename}: {error.strerror}")
    return result.exit_code


def _cannot(message: str) -> int:
    print(f"paconvert verify: error: {message}", file=sys.stderr)
    return 2


def _write(result: Any, options: argparse.Namespace) -> None:
    if options.report_dir is None:
        return
    folder: Path = options.report_dir
    folder.mkdir(parents=True, exist_ok=True)
    from paconvert_ng.verify.page import write_page

    result.write_json(folder / "verify.json")
    write_page(result, folder / "verify.html")
    print(f"report: {folder / 'verify.html'}")


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """What the options say of the spec; they go before the file."""
    from paconvert_ng.cli.models import given_model
    from paconvert_ng.verify.process import CannotError

    given: dict[str, Any] = {}
    for name in ("entry", "seed", "weights", "train", "dropout", "learning_rate", "batch_size", "max_seq_length"):
        if getattr(options, name) is not None:
            given[name] = getattr(options, name)
    for name in ("double", "backward"):
        if getattr(options, name):
            given[name] = True
    given.update(given_model(options, "NAME: f32 1x3x224x224"))
    if options.tolerance:
        try:
            given["tolerance"] = {
                dtype: float(v) for dtype, _, v in (text.partition("=") for text in options.tolerance)
            }
        except ValueError:
            raise CannotError("--tolerance: write f32=1e-4") from None
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paconvert verify",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    where = parser.add_argument_group("what")
    where.add_argument("--torch", required=True, type=Path, metavar="SRC", help="the code for torch, a file or folder")
    where.add_argument("--paddle", required=True, type=Path, metavar="DST", help="its conversion")
    where.add_argument("--spec", type=Path, metavar="FILE", help="verify.yaml; the options below go before it")
    where.add_argument("--entry", metavar="MODULE:NAME", help="the class or function that gives the model")
    where.add_argument("--args", metavar="JSON", help="its arguments, a list")
    where.add_argument("--kwargs", metavar="JSON", help="its keyword arguments, a mapping")
    where.add_argument(
        "--input",
        action="append",
        metavar="NAME: VALUE",
        help='an argument of forward: "x: f32 1x3x224x224", "ids: i64 2x16 0..100"; may be given again',
    )
    where.add_argument("--batch_size", type=int, metavar="N", help="of inputs made from config.json; default: 2")
    where.add_argument("--max_seq_length", type=int, metavar="N", help="of these, in tokens; default: 32")
    how = parser.add_argument_group("how")
    how.add_argument("--backward", action="store_true", help="also compare in training mode, with all gradients")
    how.add_argument("--train", type=int, metavar="N", help="also N steps of gradient descent")
    how.add_argument("--learning_rate", type=float, metavar="R", help="of these steps; default: 0.01")
    how.add_argument("--double", action="store_true", help="compute in float64: what is left is no rounding")
    how.add_argument("--seed", type=int, metavar="N", help="of weights and inputs; default: 0")
    how.add_argument(
        "--weights",
        choices=("random", "own", "checkpoint"),
        help="random values, torch's own when it is built, or the repository's; default: these if there are any",
    )
    how.add_argument("--dropout", choices=("off", "keep"), help="in training; default: off, its rates are set to 0")
    how.add_argument(
        "--tolerance",
        action="append",
        metavar="DTYPE=T",
        help="f32=1e-4: the error that counts as rounding; may be given again",
    )
    where = parser.add_argument_group("where")
    where.add_argument(
        "--torch_python", default=sys.executable, metavar="PYTHON", help="that runs SRC; default: this one"
    )
    where.add_argument(
        "--paddle_python", default=sys.executable, metavar="PYTHON", help="that runs DST; default: this one"
    )
    where.add_argument("--logs", metavar="LOGS", help="the --log_dir of the conversion: names the rules involved")
    where.add_argument("--report_dir", type=Path, metavar="DIR", help="writes verify.json and verify.html there")
    where.add_argument("--timeout", type=float, default=600.0, metavar="S", help="for each run; default: %(default)g s")
    return parser
