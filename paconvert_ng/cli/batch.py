"""``paconvert batch``: arguments → settings → a batch → what is printed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paconvert_ng.cli.arguments import HelpFormatter, add_conversion, conversion_options
from paconvert_ng.diagnostics.entry import LANGUAGES

if TYPE_CHECKING:
    from paconvert_ng.batch.summary import Batch

DONE, REPO_FAILED, CANNOT, LEFT, INTERRUPTED = 0, 1, 2, 3, 130

_DESCRIPTION = (
    "Convert many repos, each in a process of its own. Run again, it goes on where it was and skips what is up to date."
)
_EPILOG = """\
exit codes:
  0    all repos are converted
  1    a repo could not be converted (or a file of it, or its verification is not equal); the others were
  2    the command cannot be carried out: an argument, the manifest, a path, an unwritable output
  3    with --strict: something that needs the source framework was left as it was
  130  interrupted; the same command goes on from there

The manifest, the summary and the limits: docs/batch.md.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the batch; the exit code."""
    if os.name == "nt":
        return _cannot("needs a system that can fork processes (on Windows: WSL)")
    from paconvert_ng.batch.engine import EngineError
    from paconvert_ng.batch.run import Settings, run_batch
    from paconvert_ng.batch.terminal import print_batch, watcher
    from paconvert_ng.batch.words import say
    from paconvert_ng.project.output import OutputError
    from paconvert_ng.project.paths import UsageError
    from paconvert_ng.rules.errors import RuleError

    found = _parser().parse_args(list(arguments))
    settings = Settings(
        manifest=found.manifest,
        output=found.output_dir,
        logs=found.log_dir,
        options=conversion_options(found, strict=found.strict, cache=not found.no_cache, lang=found.lang),
        jobs=found.jobs,
        engine=found.engine,
        address=found.address,
        timeout=found.timeout,
        memory=found.memory,
        pythons=(found.torch_python, found.paddle_python),
        again=found.again,
    )
    try:
        with watcher(sys.stderr, found.lang) as watching:
            batch = run_batch(settings, watching)
    except (UsageError, OutputError, RuleError, EngineError) as error:
        return _cannot(str(error))
    print_batch(batch, sys.stdout)
    print(say("summary:", found.lang, os.path.join(found.log_dir, "batch.html")))
    return exit_code(batch)


def exit_code(batch: Batch) -> int:
    """0, 1, 3 or 130, as --help says."""
    if batch.interrupted:
        return INTERRUPTED
    if batch.bad:
        return REPO_FAILED
    return LEFT if batch.options.strict and any(outcome.unconverted for outcome in batch.outcomes) else DONE


def _cannot(message: str) -> int:
    print(f"paconvert batch: error: {message}", file=sys.stderr)
    return CANNOT


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise ValueError
    return value


def _size(text: str) -> int:
    from paconvert_ng.batch.manifest import size

    try:
        return size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


_positive.__name__ = "number of seconds"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paconvert batch",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    where = parser.add_argument_group("what and where")
    where.add_argument(
        "manifest",
        metavar="MANIFEST",
        help="a .yaml file, a text file with a path or glob a line, or a folder whose folders are the repos",
    )
    where.add_argument(
        "-o", "--output_dir", "--out_dir", required=True, metavar="DST", help="each repo becomes DST/<its name>"
    )
    where.add_argument(
        "--log_dir",
        required=True,
        metavar="LOGS",
        help="summary, logs of each repo, and what the next run goes on from",
    )
    run = parser.add_argument_group("the run")
    run.add_argument(
        "-j", "--jobs", type=int, default=0, metavar="N", help="repos at a time; default: one for each core"
    )
    run.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="where it runs; ray needs pip install 'paconvert_ng[ray]'; default: %(default)s",
    )
    run.add_argument(
        "--address", default="", metavar="A", help="of a Ray cluster, or auto; default: one is started on this machine"
    )
    run.add_argument(
        "--timeout",
        type=_positive,
        default=600.0,
        metavar="S",
        help="seconds for each step of a repo; default: %(default)g",
    )
    run.add_argument(
        "--memory",
        type=_size,
        default=0,
        metavar="SIZE",
        help="for all processes of a repo together, such as 2G; default: four fifths of the machine's over N",
    )
    run.add_argument("--again", action="store_true", help="convert also what is up to date")
    run.add_argument(
        "--torch_python", default="", metavar="PYTHON", help="runs the repos for verification; default: this one"
    )
    run.add_argument("--paddle_python", default="", metavar="PYTHON", help="runs the conversions; default: this one")
    run.add_argument("--lang", choices=LANGUAGES, default="en", help="the language of the report; default: %(default)s")
    run.add_argument("--strict", action="store_true", help="exit with 3 if anything was left unconverted")
    run.add_argument(
        "--no_cache", action="store_true", help="neither use nor keep the converter's results of single files"
    )
    add_conversion(parser)
    return parser
