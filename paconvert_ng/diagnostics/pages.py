"""The pages of docs/diagnostics: one for each code, and the table of all."""

from __future__ import annotations

from paconvert_ng.diagnostics.catalog import CATALOG, explanation
from paconvert_ng.diagnostics.entry import LANGUAGES, LEVELS

_INTRODUCTION = """\
# Diagnostics

Each finding is a line in `conversion.log`: `file:line:column: code API: message`. Lines count from 1, columns from 0,
in the original file. A use that was left as it was is also marked in the output, on the line above it:
`# paconvert[PC101] torch.foo: why`. Its text stays, and when it is run it raises an error that names the API and the
code. `paconvert explain PC101` (`--lang zh` for Chinese) prints a page of these.

| level | meaning | exit code |
|---|---|---|
| error | a whole file was not converted | 1 |
| unconverted | what needs torch was left as it was (`.unconverted`; "left" counts uses, PC1xx) | 3 with `--strict` |
| behaviour | converted, or left because it may be right as it is; something that you should know | 0 |
| info | nothing has to be done | 0 |

| code | level | | |
|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """File name → text, for the folder docs/diagnostics."""
    rows = [
        f"| [{e.code}]({e.code}.md) | {LEVELS[e.level][0]} | {e.title.en} | {e.title.zh} |" for e in CATALOG.values()
    ]
    found = {"README.md": _INTRODUCTION + "\n".join(rows) + "\n"}
    for code in CATALOG:
        found[f"{code}.md"] = "\n".join(explanation(code, language) for language in LANGUAGES)
    return found
