"""``python -m paconvert_ng.rules``: the same as ``paconvert rules lint``."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the rules (exit code 1 if anything is wrong), or write their index into a folder."""
    # Reading rules needs nothing of the command; only this entry does.
    from paconvert_ng.cli.rules.command import main as command

    return command(["lint", *(sys.argv[1:] if arguments is None else arguments)])


if __name__ == "__main__":
    sys.exit(main())
