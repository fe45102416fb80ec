"""``paconvert rules …``: arguments → subcommand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from paconvert_ng.options import DEFAULT_PADDLE_VERSION

from .base import CannotError

DONE, CANNOT = 0, 2
_EXAMPLES = """\
examples:
  paconvert rules new torch.special.gammainc     a draft, from both signatures
  paconvert rules show torch.max                 a rule as it is understood
  paconvert rules list --status left --namespace torch.nn
  paconvert rules test torch.max torch.Tensor.max
  paconvert rules lint rules/torch/math_more.yaml
  paconvert rules coverage
  paconvert rules docs --check

The format of a rule: docs/rule-format.md. How to add one: docs/CONTRIBUTING.md.
"""


def main(argv: Sequence[str], prog: str = "paconvert rules") -> int:
    """Run one subcommand; its exit code. What cannot be carried out is said on standard error (2)."""
    options = _parser(prog).parse_args(list(argv))
    from paconvert_ng.rules.errors import RuleError

    try:
        return _run(options)
    except (CannotError, RuleError) as error:
        print(f"{prog}: error: {error}", file=sys.stderr)
        return CANNOT


def _run(options: argparse.Namespace) -> int:
    from .base import load_base

    extra: list[str] = options.rules
    for folder in extra:
        if not Path(folder).exists():
            raise CannotError(f"--rules: no such folder or file: {folder}")
    match options.subcommand:
        case "lint":
            from .lint import lint, write_compiled

            if options.index is not None:
                return write_compiled(options.paddle_version, extra, options.index)
            return lint(options.paddle_version, extra, options.only)
        case "new":
            from .new import new

            base = load_base(options.paddle_version, extra)
            return new(base, options.name, options.target, options.file, options.print)
        case "show":
            from .show import show

            return show(load_base(options.paddle_version, extra), options.names)
        case "list":
            from .listing import list_rules

            return list_rules(load_base(options.paddle_version, extra), options.status, options.namespace)
        case "coverage":
            from .listing import coverage

            return coverage(load_base(options.paddle_version, extra))
        case "test":
            from .proof import run_tests

            base = load_base(options.paddle_version, extra)
            return run_tests(base, options.names, extra, options.python)
        case _:
            from .docs import write_docs

            return write_docs(load_base(options.paddle_version, extra), options.check)


def _parser(prog: str) -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--paddle_version", "--paddle-version", default=DEFAULT_PADDLE_VERSION, metavar="V", help="default: %(default)s"
    )
    shared.add_argument(
        "--rules", action="append", default=[], metavar="DIR", help="further rules, as of paconvert --rules"
    )
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Look at, write, check and prove the rules. Neither framework is needed, but for `test`.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")

    new = commands.add_parser("new", parents=[shared], help="write a draft of a rule from both signatures")
    new.add_argument("name", help="the full public name, such as torch.nn.functional.relu")
    new.add_argument("--target", default="", metavar="NAME", help="the counterpart; default: found by its name")
    new.add_argument("--file", type=Path, metavar="YAML", help="where to add it; default: the rule file that fits best")
    new.add_argument("--print", action="store_true", help="print the draft, write nothing")

    show = commands.add_parser("show", parents=[shared], help="a rule as it is understood")
    show.add_argument("names", nargs="+", metavar="NAME")

    listing = commands.add_parser("list", parents=[shared], help="the rules, a line each")
    listing.add_argument("--status", choices=("proved", "unproved", "left"))
    listing.add_argument("--namespace", metavar="NAME", help="only names below, such as torch.nn")

    test = commands.add_parser("test", parents=[shared], help="run the rules' tests in both frameworks")
    test.add_argument("names", nargs="+", metavar="NAME")
    test.add_argument("--python", metavar="PATH", help="an interpreter with another Paddle (and torch): prove it there")

    lint = commands.add_parser("lint", parents=[shared], help="what is wrong with the rule files, with file and line")
    lint.add_argument("only", nargs="*", help="show only what mentions one of these, e.g. rules/torch/math.yaml")
    lint.add_argument("--index", type=Path, metavar="DIR", help="write the compiled rules there (for packaging)")

    commands.add_parser("coverage", parents=[shared], help="counts by namespace and status")

    docs = commands.add_parser("docs", parents=[shared], help="write docs/rules/, a page a namespace")
    docs.add_argument("--check", action="store_true", help="write nothing; 1 if a page is out of date")
    return parser
