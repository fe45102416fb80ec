"""Write the signature snapshot of an installed framework into rules/signatures/.

Run it with the Python (3.11 or later) of an environment that has the framework:

    python scripts/snapshot_signatures.py torch
    python scripts/snapshot_signatures.py torchvision
    python scripts/snapshot_signatures.py paddle

The file is named after framework and version, for example paddle-3.3.1.json. It holds
names and signatures only, no documentation text. With --check nothing is written, and the
exit code is 1 if the committed file differs.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framework", choices=("torch", "torchvision", "paddle"))
    parser.add_argument("--out", type=Path, default=ROOT / "rules" / "signatures", metavar="FOLDER")
    parser.add_argument("--check", action="store_true", help="only compare with the committed file")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    from scripts.snapshots.build import Builder, to_json

    if options.framework == "torch":
        from scripts.snapshots.torch_facts import TorchFacts

        builder = Builder(TorchFacts())
    elif options.framework == "torchvision":
        from scripts.snapshots.torchvision_facts import TorchvisionFacts

        builder = Builder(TorchvisionFacts())
    else:
        from scripts.snapshots.paddle_facts import PaddleFacts

        builder = Builder(PaddleFacts())
    data = builder.build()
    text = to_json(data)
    path = options.out / f"{data['framework']}-{data['version']}.json"
    for name, reason in sorted(builder.found.failed.items()):
        print(f"not importable here: {name} ({reason})", file=sys.stderr)
    counts = {section: len(content) for section, content in data.items() if isinstance(content, (dict, list))}
    print(f"{path.name}: {len(text) // 1024} KiB, {counts}")
    if options.check:
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        print("up to date" if same else f"{path} differs: run without --check")
        return 0 if same else 1
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
