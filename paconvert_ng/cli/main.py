"""``paconvert``: parse the command line, convert, print, exit."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from paconvert_ng.cli.arguments import Arguments, parse

if TYPE_CHECKING:
    from paconvert_ng.report.summary import Summary

DONE, FILE_FAILED, CANNOT, LEFT, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its code (see --help)."""
    # Many small objects and few cycles: looking for garbage as often as usual only costs time.
    gc.set_threshold(1_000_000, 20, 100)
    try:
        arguments = sys.argv[1:] if argv is None else argv
        subcommand = _SUBCOMMANDS.get(arguments[0]) if arguments else None
        code = subcommand(arguments[1:]) if subcommand is not None else _run(parse(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("paconvert: interrupted", file=sys.stderr)
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (`| head`): nobody is there to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FILE_FAILED
    gc.freeze()  # Python looks through all objects before it ends; for one small file that is a tenth of the run
    sys.exit(code)


def _rules(arguments: Sequence[str]) -> int:
    from paconvert_ng.cli.rules.command import main as rules_command

    return rules_command(arguments)


def _explain(arguments: Sequence[str]) -> int:
    from paconvert_ng.cli.explain import main as explain

    return explain(arguments)


def _verify(arguments: Sequence[str]) -> int:
    from paconvert_ng.cli.arguments import underscored
    from paconvert_ng.cli.verify import main as verify

    return verify([underscored(argument) for argument in arguments])


def _weights(arguments: Sequence[str]) -> int:
    from paconvert_ng.cli.arguments import underscored
    from paconvert_ng.cli.weights import main as weights

    return weights([underscored(argument) for argument in arguments])


def _batch(arguments: Sequence[str]) -> int:
    from paconvert_ng.cli.arguments import underscored
    from paconvert_ng.cli.batch import main as batch

    return batch([underscored(argument) for argument in arguments])


def _export(arguments: Sequence[str]) -> int:
    from paconvert_ng.cli.arguments import underscored
    from paconvert_ng.cli.export import main as export

    return export([underscored(argument) for argument in arguments])


#: Anything else is a conversion.
_SUBCOMMANDS = {
    "rules": _rules,
    "explain": _explain,
    "verify": _verify,
    "weights": _weights,
    "batch": _batch,
    "export": _export,
}


def _run(arguments: Arguments) -> int:
    from paconvert_ng.api import convert_tree
    from paconvert_ng.cli.progress import progress_bar
    from paconvert_ng.project.output import OutputError
    from paconvert_ng.project.paths import UsageError

    options = arguments.options
    try:
        with progress_bar(sys.stderr) as progress:
            summary = convert_tree(
                arguments.in_dir,
                arguments.output_dir,
                log_dir=arguments.log_dir,
                options=options,
                progress=progress,
            )
    except Exception as error:
        if not isinstance(error, UsageError | OutputError) and not _is_rule_error(error):
            raise
        print(f"paconvert: error: {error}", file=sys.stderr)
        return CANNOT
    if arguments.verbose:
        from paconvert_ng.diagnostics.wording import line

        for finding in summary.diagnostics:
            print(line(finding, options.lang), file=sys.stderr)
    if options.diff:
        _print_diff(summary)
    _print_summary(summary, arguments)
    return exit_code(summary)


def _is_rule_error(error: Exception) -> bool:
    # Where no rule was loaded the module is not imported now either: a run from the cache starts quicker.
    errors = sys.modules.get("paconvert_ng.rules.errors")
    return errors is not None and isinstance(error, errors.RuleError)


def exit_code(summary: Summary) -> int:
    """0, 1 or 3, as --help says; a file that failed counts for more than what was left."""
    if summary.failed:
        return FILE_FAILED
    return LEFT if summary.options.strict and summary.unconverted else DONE


def _print_diff(summary: Summary) -> None:
    from paconvert_ng.report.diff import coloured

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for diff in (*(file.diff for file in summary.files), summary.helper_diff):
        if colour and diff:
            sys.stdout.write(coloured(diff))
        elif diff:
            sys.stdout.flush()
            sys.stdout.buffer.write(diff)
    sys.stdout.flush()


def _print_summary(summary: Summary, arguments: Arguments) -> None:
    from paconvert_ng.report.terminal import print_summary

    # A diff on standard output stays a diff: it can be piped into patch.
    stream = sys.stderr if summary.options.diff else sys.stdout
    print_summary(summary, stream, rich=stream.isatty())
    if arguments.log_dir is not None and not summary.options.diff:
        print(f"log: {os.path.join(arguments.log_dir, 'conversion.log')}", file=stream)
