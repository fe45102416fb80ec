"""The command line: what the user typed → paths and options."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from paconvert_ng import __version__
from paconvert_ng.diagnostics.entry import LANGUAGES
from paconvert_ng.options import DEFAULT_PADDLE_VERSION, HF_TARGETS, Options

_DESCRIPTION = "Convert PyTorch source code to PaddlePaddle. Neither framework is needed, and no code is run."
_EXIT_CODES = """\
exit codes:
  0    done
  1    a file could not be converted (it does not parse, or the converter failed on it);
       it was copied as it is and the rest was converted
  2    the command cannot be carried out: an argument, a path, a rule file, an unwritable output
  3    with --strict: something that needs the source framework was left as it was
  130  interrupted; what was written is whole, and the command can be run again

Options may be spelled with hyphens (--in-dir) or underscores (--in_dir).
What a code of the log means: paconvert explain PC101
Whether the output computes the same as the input (this runs both): paconvert verify --help
Weights, from one layout or file format to another: paconvert weights --help
Many repos at once: paconvert batch --help
For those who add rules there is also: paconvert rules --help
"""


class Arguments(NamedTuple):
    """One invocation."""

    in_dir: str
    output_dir: str | None
    log_dir: str | None
    verbose: bool
    options: Options


def parse(argv: Sequence[str]) -> Arguments:
    """Parse a command line. Prints and raises SystemExit for --help, --version (0) and mistakes (2)."""
    found = _parser().parse_args([underscored(argument) for argument in argv])
    options = conversion_options(
        found,
        jobs=found.jobs,
        diff=found.diff,
        dry_run=found.dry_run,
        analyze=found.analyze,
        strict=found.strict,
        cache=not found.no_cache,
        lang=found.lang,
    )
    return Arguments(found.in_dir, found.output_dir, found.log_dir, found.verbose, options)


def conversion_options(found: argparse.Namespace, **of_the_run: Any) -> Options:
    """What the options of ``add_conversion`` say."""
    return Options(
        paddle_version=found.paddle_version,
        compute_capability=found.compute_capability,
        linear=found.linear,
        rules=tuple(found.rules),
        exclude=tuple(found.exclude),
        include=tuple(found.include),
        with_packages=_names(found.with_packages),
        rewrite_docs=found.rewrite_docs,
        rewrite_config=found.rewrite_config,
        weights=found.weights,
        hf_target=found.hf_target,
        profile=_names(found.profile),
        assume=_names(found.assume),
        to=found.to,
        static_graph=found.static_graph,
        **of_the_run,
    )


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    """The names of texts in which commas stand between them, each once."""
    return tuple(dict.fromkeys(name.strip() for text in texts for name in text.split(",") if name.strip()))


def underscored(argument: str) -> str:
    """``--in-dir=x-y`` as ``--in_dir=x-y``."""
    if not argument.startswith("--"):
        return argument
    name, equals, value = argument.partition("=")
    return "--" + name[2:].replace("-", "_") + equals + value


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Knows the terminal's width without ``shutil``, which takes longer to import than all options to define."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns or 80)
        except (OSError, ValueError):
            columns = 80
        super().__init__(prog, width=columns - 2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paconvert",
        description=_DESCRIPTION,
        epilog=_EXIT_CODES,
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    where = parser.add_argument_group("what and where")
    where.add_argument("-i", "--in_dir", required=True, metavar="SRC", help="the file or folder to convert")
    where.add_argument(
        "-o",
        "--output_dir",
        "--out_dir",
        metavar="DST",
        help="the folder to write (for a single file also a .py path); default: paddle_project/<name of SRC>",
    )
    where.add_argument("--log_dir", metavar="LOGS", help="a folder for the logs; default: no logs are written")
    _add_selection(where)
    _add_how(parser)
    run = parser.add_argument_group("the run")
    run.add_argument("-j", "--jobs", type=int, default=0, metavar="N", help="processes; default: one for each core")
    run.add_argument("--diff", action="store_true", help="print a unified diff; write nothing")
    run.add_argument("--dry_run", action="store_true", help="say what would be done; write nothing to DST")
    run.add_argument("--analyze", action="store_true", help="estimate the work that is left; write nothing to DST")
    run.add_argument("--lang", choices=LANGUAGES, default="en", help="the language of the report; default: %(default)s")
    run.add_argument("--strict", action="store_true", help="exit with 3 if anything was left unconverted")
    run.add_argument("--no_cache", action="store_true", help="neither use nor keep results of earlier runs")
    run.add_argument("-v", "--verbose", action="store_true", help="print every finding to standard error")
    run.add_argument("--version", action="version", version=f"paconvert_ng {__version__}")
    return parser


def add_conversion(parser: argparse.ArgumentParser) -> None:
    """The options that say how a tree is converted, for a command that converts several."""
    _add_selection(parser.add_argument_group("what is converted"))
    _add_how(parser)


def _add_selection(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--exclude",
        nargs="+",
        action="extend",
        default=[],
        metavar="GLOB",
        help="paths that are left out of the output",
    )
    group.add_argument(
        "--include", nargs="+", action="extend", default=[], metavar="GLOB", help="only these paths are written"
    )
    group.add_argument(
        "--with_packages",
        action="append",
        default=[],
        metavar="NAMES",
        help="packages to convert along, with commas between: those installed here by name, others as name=path; "
        "only the modules that SRC reaches",
    )


def _add_how(parser: argparse.ArgumentParser) -> None:
    how = parser.add_argument_group("how")
    how.add_argument(
        "--paddle_version",
        default=DEFAULT_PADDLE_VERSION,
        metavar="V",
        help="the Paddle version that the output is for; default: %(default)s",
    )
    how.add_argument(
        "--compute_capability",
        default="",
        metavar="C",
        help="decide device guards now: cpu or a number such as 7.5; default: at run time",
    )
    how.add_argument(
        "--linear",
        choices=("torch", "paddle"),
        default="torch",
        help="the layout of Linear weights: torch's [out, in] or paddle's [in, out]; default: %(default)s",
    )
    how.add_argument(
        "--static_graph",
        action="store_true",
        help="write what also holds in a static graph (paddle.jit.save), and report what stays eager-only",
    )
    how.add_argument(
        "--rules",
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of rules that add to or override the rules",
    )
    how.add_argument(
        "--rewrite_docs",
        action="store_true",
        help="rewrite launch and install lines in scripts, Dockerfiles and Markdown; default: they are reported",
    )
    how.add_argument(
        "--rewrite_config",
        action="store_true",
        help="rewrite values of YAML, JSON and TOML files that are names of torch; default: they are reported",
    )
    how.add_argument(
        "--weights",
        choices=("convert", "link", "skip"),
        default="convert",
        help="weights of Hugging Face repositories: take them into the output, link to them, or leave them out",
    )
    how.add_argument(
        "--hf_target",
        choices=HF_TARGETS,
        default="",
        help="classes of this library in place of transformers' models; default: those of the helper module",
    )
    how.add_argument(
        "--profile",
        action="append",
        default=[],
        metavar="NAMES",
        help="sets of edits of the source, with commas between: onnx, tpu-mlir, or your own in DIR/profiles of --rules",
    )
    how.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="NAMES",
        help="what you vouch for, so that edits of a profile that depend on it are made, such as causal_mask_given",
    )
    how.add_argument(
        "--to",
        choices=("paddle", "torch"),
        default="paddle",
        help="torch: make only the edits of --profile, and leave all else as it is; default: %(default)s",
    )
