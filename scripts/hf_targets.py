"""Which classes of PaddleFormers or PaddleNLP give what transformers' give; writes the rules of ``--hf_target``.

    python -m scripts.hf_targets paddlenlp --python ENVIRONMENT/bin/python

Each class that both libraries have is built here by transformers under torch, tiny, with random weights, and saved. A
process of ``--python``, where the library is installed, loads that folder through the helper which conversions call
(``paconvert_ng/runtime/hf_targets.py``): outputs within 1e-4 of the largest value, with and without padding; greedy
generation of 12 tokens must be the same. Classes that agree go into ``rules/targets/LIBRARY/models.yaml``, with what
was compared; what the others did is printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.hf_checks.families import FAMILIES
from scripts.hf_checks.target_classes import CLASSES, MORE_FAMILIES, Case
from tests.support.torchvision_kernels import load_kernels

ROOT = Path(__file__).resolve().parent.parent
_SIDE = ROOT / "scripts" / "hf_checks" / "target_side.py"
_RUNTIME = ROOT / "paconvert_ng" / "runtime"
_AUTO = {
    "AutoModel": "Model",
    "AutoModelForCausalLM": "ForCausalLM",
    "AutoModelForMaskedLM": "ForMaskedLM",
    "AutoModelForSequenceClassification": "ForSequenceClassification",
    "AutoModelForTokenClassification": "ForTokenClassification",
    "AutoModelForQuestionAnswering": "ForQuestionAnswering",
}
_SIGNATURE = (
    "(pretrained_model_name_or_path, *, config=None, cache_dir=None, subfolder=None, variant=None, torch_dtype=None, "
    "dtype=None, device_map=None, attn_implementation=None, trust_remote_code=None, low_cpu_mem_usage=None, "
    "use_safetensors=None, local_files_only=None, force_download=False, ignore_mismatched_sizes=False)"
)
_DIFFERS = (
    "{library}'s own class: its configuration is {library}'s, not transformers'; forward takes all but the first "
    "argument by name; generate takes no generation_config of transformers, gives ids only, and no beam samples; "
    "resizing, pruning, saving and hooks are {library}'s"
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare a library's models with transformers'; write their rules.")
    parser.add_argument("library", choices=("paddleformers", "paddlenlp"))
    parser.add_argument("--python", required=True, metavar="PATH", help="an interpreter that has the library")
    parser.add_argument("--only", default="", metavar="TEXT", help="families whose name has this; no rules are written")
    options = parser.parse_args()
    load_kernels()
    with tempfile.TemporaryDirectory() as folder:
        cases = [case for case in CLASSES if options.only in case.family]
        for case in cases:
            _make(case, Path(folder))
        command = [options.python, str(_SIDE), options.library, str(_RUNTIME), folder]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        line = next((line for line in found.stdout.splitlines() if line.startswith("RESULT ")), None)
        if line is None:
            raise SystemExit(found.stderr[-3000:])
        result: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    for case in cases:
        print(f"{case.class_name}: {result['classes'][case.class_name]}")
    if not options.only:
        _write(options.library, result, cases)
    return 0


def _make(case: Case, folder: Path) -> None:
    """The model as transformers has it, its inputs and outputs, in a folder of its class's name."""
    import numpy as np
    import torch
    import transformers

    torch.manual_seed(len(case.class_name))
    model_class = getattr(transformers, case.class_name)
    family = {**FAMILIES, **MORE_FAMILIES}[case.family]
    config = model_class.config_class(**family.config, num_labels=2)
    model = model_class(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0.0, 0.2)
    model.tie_weights()
    place = folder / case.class_name
    model.save_pretrained(place)
    ids = torch.arange(3, 15).reshape(2, 6)
    mask = torch.tensor([[1] * 6, [1] * 4 + [0] * 2])
    arrays = {"ids": ids.numpy(), "mask": mask.numpy()}
    inputs = {"decoder_input_ids": ids.flip(0)} if family.kind == "seq2seq" else {}
    with torch.no_grad():
        for name, given in (("plain", {}), ("padded", {"attention_mask": mask})):
            for key, value in model(ids, **inputs, **given).items():
                if isinstance(value, torch.Tensor):
                    arrays[f"{name}:{key}"] = value.numpy()
        if case.generates:
            options = {"max_new_tokens": 12, "do_sample": False}
            arrays["generated"] = model.generate(ids, attention_mask=torch.ones_like(ids), **options).numpy()
    np.savez(place / "torch.npz", **arrays)


def _write(library: str, result: dict[str, Any], made: list[Case]) -> None:
    version = f"{library} {result['version']}, Paddle {result['paddle']}"
    equal = [case.class_name for case in made if result["classes"][case.class_name].startswith("equal")]
    autos = [name for name, ending in _AUTO.items() if any(class_name.endswith(ending) for class_name in equal)]
    lines = [f"# Written by `python -m scripts.hf_targets {library}`: classes that agreed there ({version}).", ""]
    for name in [*autos, *equal]:
        said = result["classes"].get(name, "equal, by the classes below")
        lines += [
            f"transformers.{name}:",
            "  kind: class",
            f"  to: {library}.transformers.{name}",
            f'  differs: "{_DIFFERS.format(library=library)}"',
            f'  unproved: "{library} is not among the tests; {said} ({version})"',
            "",
            f"transformers.{name}.from_pretrained:",
            "  kind: function",
            f'  signature: "{_SIGNATURE}"',
            f"  to: helper.load_library_model({library}.transformers.{name}, {_arguments()})",
            f'  differs: "{_DIFFERS.format(library=library)}"',
            f'  unproved: "{library} is not among the tests; {said} ({version})"',
            "",
        ]
    path = ROOT / "rules" / "targets" / library / "models.yaml"
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    path.with_name("results.json").write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    _write_compared()
    print(f"{len(equal)} of {len(made)} classes agree: {path.relative_to(ROOT)}")


def _write_compared() -> None:
    lines = [
        '"""Classes of PaddleFormers and PaddleNLP that were compared with those of transformers of the same name.',
        "",
        "Written by ``python -m scripts.hf_targets``.",
        '"""',
        "",
        "from __future__ import annotations",
    ]
    for constant, says in (("EQUAL_CLASSES", ("equal",)), ("OTHER_CLASSES", ("outputs differ", "generates"))):
        lines += ["", f"{constant} = {{"]
        for file in sorted((ROOT / "rules" / "targets").glob("*/results.json")):
            classes = json.loads(file.read_text(encoding="utf-8"))["classes"]
            chosen = [name for name, said in classes.items() if said.startswith(says)]
            lines += [f'    "{file.parent.name}": (', *(f'        "{name}",' for name in sorted(chosen)), "    ),"]
        lines += ["}"]
    (_RUNTIME / "hf_compared.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _arguments() -> str:
    first, *others = [part.split("=")[0] for part in _SIGNATURE[1:-1].replace("*, ", "").split(", ")]
    return ", ".join([first, *(f"{name}={name}" for name in others)])


if __name__ == "__main__":
    sys.exit(main())
