"""Prints what the edits of the profile onnx give: nodes of the ONNX graph of one layer, as rows of docs/profiles.md.

    python -m scripts.profile_graphs

A step with a cache of the model in tests/profiles/sources/small_qwen, exported by torch's own exporter, each source in
a process of its own. Needs torch and onnx.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from paconvert_ng import Options, convert_tree

SOURCE = Path(__file__).resolve().parent.parent / "tests" / "profiles" / "sources" / "small_qwen"
RUNS = {
    "as it is": None,
    "`--profile onnx`": Options(profile=("onnx",), to="torch", cache=False),
    "`--profile onnx --assume causal_mask_given`": Options(
        profile=("onnx",), assume=("causal_mask_given",), to="torch", cache=False
    ),
}
_EXPORT = """
import sys, warnings
from collections import Counter
warnings.simplefilter("ignore")
import onnx, torch
sys.path.insert(0, sys.argv[1])
import modeling_small_qwen

class Step(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = modeling_small_qwen.SmallQwen(num_hidden_layers=1)
    def forward(self, ids, mask, key, value):
        logits, cache = self.model(ids, mask, [(key, value)], True)
        return logits, *cache[0]

inputs = (torch.tensor([[3]]), torch.zeros(1, 1, 1, 6), torch.randn(1, 5, 4, 8), torch.randn(1, 5, 4, 8))
step = Step().eval()
torch.onnx.export(
    step, inputs, sys.argv[2], dynamo=False, opset_version=14, input_names=["ids", "mask", "key", "value"],
    dynamic_axes={"mask": {3: "keys"}, "key": {1: "before"}, "value": {1: "before"}},
)
counts = Counter(node.op_type for node in onnx.load(sys.argv[2]).graph.node)
print(counts.total(), counts["Where"], counts["Slice"], step(*inputs)[1].shape[1])
"""


def row(name: str, folder: Path) -> str:
    command = [sys.executable, "-c", _EXPORT, str(folder), f"{folder}.onnx"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return f"| {name} | {' | '.join(done.stdout.split()[-4:])} |"


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        for number, (name, options) in enumerate(RUNS.items()):
            folder = Path(temporary, f"source{number}")
            if options is None:
                folder.symlink_to(SOURCE)
            else:
                convert_tree(SOURCE, folder, options=options)
            print(row(name, folder))


if __name__ == "__main__":
    main()
