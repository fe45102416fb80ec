"""``paconvert weights``: arguments → options → conversion → what is printed."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from paconvert_ng.weights.options import SUFFIXES, TARGETS, TO, Options

if TYPE_CHECKING:
    from paconvert_ng.weights.run import Result
    from paconvert_ng.weights.write import Progress

_DESCRIPTION = """\
Convert the weights of a model: names and layout, file format, dtype. Tensors are streamed from mapped files, so
memory does not grow with the model. Nothing that a checkpoint may hold besides tensors is run.

For code that paconvert converted, weights stay as they are: same names, same shapes. Classes of PaddleNLP and
PaddleFormers, models of plain paddle.nn layers and MindSpore Transformers lay them out otherwise: --target, --to."""
_EPILOG = """\
exit codes:
  0    done
  2    the conversion cannot be carried out; the source is as it was
  130  interrupted; the same command goes on from there

examples:
  paconvert weights --in_dir Qwen2-7B --output_dir out --format pdparams
  paconvert weights --in_dir Qwen2-7B --output_dir out --target paddlenlp --dry_run
  paconvert weights --in_dir llama --output_dir out --to mindspore
  paconvert weights --in_dir out --output_dir back --to mindspore --reversed

Families and how to add one: docs/weights.md.
"""
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def main(arguments: Sequence[str]) -> int:
    """Convert, print; the exit code."""
    found = _parser().parse_args(list(arguments))
    try:
        import numpy  # noqa: F401
    except ImportError:
        return _cannot("needs numpy: pip install 'paconvert_ng[weights]'")
    from paconvert_ng.weights.errors import WeightsError
    from paconvert_ng.weights.run import convert_weights

    options = Options(
        model=found.model,
        to=found.to,
        target=found.target,
        format=found.format,
        dtype=found.dtype,
        reversed=found.reversed,
        entry=found.entry,
        kwargs=found.kwargs,
        config=found.config,
        tables=tuple(found.tables),
        drop=tuple(found.drop),
        max_shard_size=found.max_shard_size,
        link=found.link,
        dry_run=found.dry_run,
    )
    try:
        with progress_bar(sys.stderr) as progress:
            result = convert_weights(found.in_dir, found.output_dir, options, progress=progress)
    except WeightsError as error:
        return _cannot(str(error))
    if options.dry_run:
        from paconvert_ng.weights.table_text import print_plan

        print_plan(result.plan, sys.stdout, rich=sys.stdout.isatty())
    _print_summary(result, found.output_dir)
    return 0


def _cannot(message: str) -> int:
    print(f"paconvert weights: error: {message}", file=sys.stderr)
    return 2


def _print_summary(result: Result, output: Path | None) -> None:
    plan = result.plan
    for note in result.notes:
        print(f"note: {note}")
    size = f"{len(plan.tensors)} tensors, {plan.nbytes / 1e9:.2f} GB"
    if plan.same:
        print(f"nothing is renamed, transposed or cast: {size}")
    else:
        changed = sum(row.action != "copy" or row.sources != row.targets for row in plan.rows)
        print(f"{size}; {changed} of {len(plan.rows)} entries changed")
    if result.up_to_date:
        print(f"{output} is up to date")
    elif result.files:
        how = "linked" if result.linked else "written"
        print(f"{how}: {len(result.files)} {'file' if len(result.files) == 1 else 'files'} in {output}")


@contextlib.contextmanager
def progress_bar(stream: TextIO) -> Iterator[Progress | None]:
    """A bar of bytes on ``stream`` if it is a terminal, else nothing."""
    if not stream.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(file=stream),
        transient=True,
    )
    task = bar.add_task("", total=None)

    def advance(done: int, total: int, name: str) -> None:
        bar.update(task, completed=done, total=total, description=name[-40:])

    with bar:
        yield advance


def size(text: str) -> int:
    """``5GB`` in bytes. Raises ArgumentTypeError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", text.strip().upper())
    if found is None or not float(found[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write 5GB")
    return int(float(found[1]) * _UNITS[found[2]])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paconvert weights",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    where = parser.add_argument_group("where")
    where.add_argument(
        "--in_dir", required=True, type=Path, metavar="SRC", help="a folder with weights and config.json, or a file"
    )
    where.add_argument("--output_dir", type=Path, metavar="DST", help="where the weights are written")
    what = parser.add_argument_group("what")
    what.add_argument("--to", choices=TO, default="paddle", help="for which framework; default: %(default)s")
    what.add_argument(
        "--target",
        choices=TARGETS,
        default="converted",
        help="whose Paddle model: code that paconvert converted (default), PaddleNLP's or PaddleFormers' class, "
        "or a model of paddle.nn layers that --entry gives",
    )
    what.add_argument(
        "--model", default="auto", metavar="NAME", help="the family; default: what config.json says (auto)"
    )
    what.add_argument("--reversed", action="store_true", help="the way back: from --to into Hugging Face's layout")
    what.add_argument(
        "--entry", metavar="MODULE:NAME", help="with --target layers: gives the Paddle model; this RUNS that code"
    )
    what.add_argument("--kwargs", metavar="JSON", help="its keyword arguments")
    what.add_argument("--config", type=Path, metavar="FILE", help="a config.json elsewhere than in SRC")
    what.add_argument(
        "--tables", action="append", default=[], type=Path, metavar="FILE", help="a further family; may be given again"
    )
    what.add_argument(
        "--drop", action="append", default=[], metavar="PATTERN", help="leave these keys out; may be given again"
    )
    how = parser.add_argument_group("how")
    how.add_argument("--format", choices=tuple(SUFFIXES), help="of the files; default: safetensors, ckpt for mindspore")
    how.add_argument("--dtype", choices=("float32", "float16", "bfloat16"), help="casts what is floating")
    how.add_argument(
        "--max_shard_size", type=size, default=5_000_000_000, metavar="SIZE", help="of a file; default: 5GB"
    )
    how.add_argument("--link", action="store_true", help="link the files where nothing changes, instead of copying")
    how.add_argument("--dry_run", action="store_true", help="print what would become of each key, and write nothing")
    return parser
