"""``paconvert export``: arguments → spec → export → what is printed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_DESCRIPTION = """\
Make a deployed graph of a converted model, and compare it with the model: Paddle's static graph, with a small
predict.py that runs it; ONNX; the model of a TPU (bmodel); or a language model in parts.
This command RUNS the code in DST and SRC, each in a process of its own."""
_EPILOG = """\
exit codes:
  0    exported; where it was compared, equal within the tolerance
  1    exported, and it gives other values: the outputs are named
  2    could not be done: nothing is written
  130  interrupted

examples:
  paconvert export --static --paddle out --torch src --entry net:Net --input "x: f32 ?x3x224x224" --output graph
  paconvert export --static --paddle out/Qwen --torch Qwen --input "input_ids: i64 ?x? 0..1000" --output graph
  paconvert export --onnx --opset 17 --check_ops tpu_mlir --paddle out --entry net:Net --input "x: f32 ?x8" --output o
  paconvert export --split auto --onnx --opset 14 --paddle out/Qwen --input "input_ids: i64 ?x?" --output parts

How inputs are written, and what an export holds: docs/export.md.
"""


def main(arguments: Sequence[str]) -> int:
    """Export, print; the exit code."""
    options = _parser().parse_args(list(arguments))
    try:
        import numpy  # noqa: F401
    except ImportError:
        return _cannot("needs numpy: pip install 'paconvert_ng[verify]'")
    from paconvert_ng.export.run import Options, export
    from paconvert_ng.verify.process import CannotError

    try:
        result = export(
            _values(options),
            Options(
                paddle=options.paddle,
                output=options.output,
                torch=options.torch,
                torch_python=options.torch_python,
                paddle_python=options.paddle_python,
                timeout=options.timeout,
                **_made(options),
            ),
        )
    except CannotError as error:
        if error.more:
            print(error.more.rstrip(), file=sys.stderr)
        return _cannot(str(error))
    from paconvert_ng.export.terminal import print_result

    print_result(result, sys.stdout)
    return 0 if result.is_equal else 1


def _cannot(message: str) -> int:
    print(f"paconvert export: error: {message}", file=sys.stderr)
    return 2


def _made(options: argparse.Namespace) -> dict[str, Any]:
    """What of it is made: a static graph where nothing else is asked for."""
    from paconvert_ng.export.deploy import Deployment
    from paconvert_ng.export.errors import ExportError

    given = {name: getattr(options, name) for name in ("onnx", "opset", "static_shape", "check_ops", "bmodel")}
    wanted = Deployment(
        **{name: value for name, value in given.items() if value is not None}, tpu_python=options.tpu_python or ""
    )
    for name, needs in (("opset", "--onnx"), ("static_shape", "--onnx"), ("tpu_python", "--bmodel")):
        asked = wanted.bmodel if needs == "--bmodel" else wanted.needs_onnx
        if getattr(options, name) and not asked:
            raise ExportError(f"--{name} is for {needs}: write that too")
    if options.static and options.split:
        raise ExportError("--static and --split make different things: parts are Paddle's graphs without --onnx")
    is_static = options.static or not (wanted.needs_onnx or options.split)
    return {"static": is_static, "deployment": wanted, "split": options.split or ""}


def _values(options: argparse.Namespace) -> dict[str, Any]:
    """The spec file, and before it what the options say."""
    from paconvert_ng.cli.models import given_model
    from paconvert_ng.export.spec import parse_sizes
    from paconvert_ng.verify.spec import read_spec

    values = read_spec(options.spec) if options.spec else {}
    for name in ("entry", "module", "seed", "weights", "tolerance"):
        if getattr(options, name) is not None:
            values[name] = getattr(options, name)
    values.update(given_model(options, "NAME: f32 ?x3x224x224"))
    if options.sizes:
        values["sizes"] = [parse_sizes(text) for text in options.sizes]
    return values


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paconvert export",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    what = parser.add_argument_group("what")
    what.add_argument("--paddle", required=True, type=Path, metavar="DST", help="the converted code, a file or folder")
    what.add_argument("--torch", type=Path, metavar="SRC", help="the original: what the graph is compared with")
    what.add_argument("--spec", type=Path, metavar="FILE", help="a YAML file; the options below go before it")
    what.add_argument("--entry", metavar="MODULE:NAME", help="the class or function that gives the model")
    what.add_argument("--args", metavar="JSON", help="its arguments, a list")
    what.add_argument("--kwargs", metavar="JSON", help="its keyword arguments, a mapping")
    what.add_argument("--module", metavar="PATH", help="only this part of the model: transformer.visual")
    what.add_argument(
        "--input",
        action="append",
        metavar="NAME: VALUE",
        help='an argument of forward, "?" for an open dimension: "ids: i64 ?x? 0..1000"; may be given again',
    )
    what.add_argument(
        "--weights",
        metavar="WHAT",
        help="own (as the code makes them), random, checkpoint (of the repository), or a .safetensors or .pdparams "
        "file; default: a repository's checkpoint if it has one, else own",
    )
    how = parser.add_argument_group("how")
    how.add_argument("--static", action="store_true", help="a static graph of Paddle; if nothing else is asked for")
    how.add_argument("--onnx", action="store_true", help="an ONNX file, run in onnxruntime beside the model")
    how.add_argument("--opset", type=int, metavar="N", help="its opset, 9 to 21; default: 13")
    how.add_argument("--static_shape", action="store_true", help="with no open dimension: all have the first sizes")
    how.add_argument("--check_ops", metavar="TARGET", help="name its operators that TARGET lacks: tpu_mlir")
    how.add_argument(
        "--bmodel",
        metavar="MODE",
        help="also a TPU's model, run on its emulator: f32, f16, bf16, w8bf16, w4bf16. Needs TPU-MLIR",
    )
    how.add_argument(
        "--tpu_python",
        metavar="PYTHON",
        help="that has TPU-MLIR (scripts/tpu_env.sh); default: $PACONVERT_TPU_PYTHON, .tpu-env/bin/python",
    )
    how.add_argument(
        "--split",
        metavar="SPLIT",
        help="a language model in parts: embedding, blocks, blocks with a cache, head; auto, a built-in name, a file",
    )
    how.add_argument("--output", required=True, type=Path, metavar="DIR", help="the folder for it")
    how.add_argument(
        "--sizes",
        action="append",
        metavar="NAME=N,…",
        help="sizes of open dimensions to compare at, the first is traced; may be given again; default: three",
    )
    how.add_argument("--tolerance", type=float, metavar="T", help="what counts as rounding; default: 1e-4")
    how.add_argument("--seed", type=int, metavar="N", help="of weights and inputs; default: 0")
    how.add_argument(
        "--torch_python", default=sys.executable, metavar="PYTHON", help="that runs SRC; default: this one"
    )
    how.add_argument(
        "--paddle_python", default=sys.executable, metavar="PYTHON", help="that runs DST; default: this one"
    )
    how.add_argument("--timeout", type=float, default=600.0, metavar="S", help="for each step; default: %(default)g s")
    return parser
