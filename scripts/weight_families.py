"""Writes the table of families in docs/weights.md.

python scripts/weight_families.py            # write
python scripts/weight_families.py --check    # only say whether it is up to date
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from paconvert_ng.weights.tables.families import shipped  # noqa: E402
from paconvert_ng.weights.tables.model import Family  # noqa: E402

DOCUMENT = ROOT / "docs" / "weights.md"
_HEAD = "| family | also | layouts |\n|---|---|---|\n"


def main() -> None:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description="Write the table of families in docs/weights.md.")
    parser.add_argument("--check", action="store_true", help="exit with 1 if it is not up to date")
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = [
        f"| [{family.name}](../rules/weights/{path.name}) | {', '.join(family.also)} | {', '.join(family.targets)} |"
        for path, family in shipped_with_paths()
    ]
    new = re.sub(re.escape(_HEAD) + r"(?:.+\n)*", lambda _: _HEAD + "\n".join(rows) + "\n", text)
    if parser.parse_args().check:
        raise SystemExit(0 if new == text else "docs/weights.md: python scripts/weight_families.py")
    DOCUMENT.write_text(new, encoding="utf-8")


def shipped_with_paths() -> list[tuple[Path, Family]]:
    """The tables and their files."""
    return list(zip(sorted((ROOT / "rules" / "weights").glob("*.yaml")), shipped(), strict=True))


if __name__ == "__main__":
    main()
