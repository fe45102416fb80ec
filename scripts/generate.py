"""Write what is generated from the code; with --check, say whether the committed files are up to date.

python scripts/generate.py
python scripts/generate.py --check
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from paconvert_ng.diagnostics.pages import pages  # noqa: E402
from paconvert_ng.profiles.keys import profile_schema  # noqa: E402
from paconvert_ng.rules.keys import schema  # noqa: E402
from scripts.namespaces import namespaces  # noqa: E402


def rule_schema() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema_of_profiles() -> str:
    return json.dumps(profile_schema(), indent=2, ensure_ascii=False) + "\n"


def generated() -> dict[str, str]:
    """Path in the repository → text."""
    made = {"rules/schema.json": rule_schema(), "paconvert_ng/runtime/namespaces.py": namespaces()}
    made["rules/profile-schema.json"] = schema_of_profiles()
    return made | {f"docs/diagnostics/{name}": text for name, text in pages().items()}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a file is out of date")
    options = parser.parse_args(arguments)
    stale = 0
    for name, text in generated().items():
        path = ROOT / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if options.check:
            print(f"{name} is out of date: run python scripts/generate.py")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
