"""RUN_WITH_PADDLE.md: what was done to a repository, what is left, and how its model is loaded."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from pathlib import Path

from paconvert_ng.hub.repo import Repo
from paconvert_ng.report.summary import FileRecord

GUIDE = "RUN_WITH_PADDLE.md"
_AUTO = "AutoModelForCausalLM"
#: What the helper module's classes for heads are for.
_HEADS = (
    "PreTraining CausalLM MaskedLM Seq2SeqLM SequenceClassification TokenClassification QuestionAnswering "
    "MultipleChoice NextSentencePrediction TextEncoding ImageClassification ImageSegmentation "
    "SemanticSegmentation ObjectDetection DepthEstimation MaskedImageModeling MaskGeneration "
    "ZeroShotImageClassification VideoClassification VisualQuestionAnswering Vision2Seq ImageTextToText "
    "SpeechSeq2Seq AudioClassification CTC "
).split()
AUTO_CLASSES = frozenset(("AutoModel", "AutoBackbone", *(f"AutoModelFor{head}" for head in _HEADS)))


def auto_classes(repo: Repo) -> list[str]:
    """The auto classes of the helper module that ``auto_map`` names."""
    return sorted(AUTO_CLASSES.intersection(repo.auto_map))


def auto_class(repo: Repo) -> str:
    """The auto class by which the repository's model is loaded, "" if ``auto_map`` names none."""
    names = auto_classes(repo)
    return _AUTO if _AUTO in names else names[-1] if names else ""


def guide(root: Path, repo: Repo, records: Sequence[FileRecord], helper_module: str, weights: str) -> str:
    """The page's text. ``helper_module`` is the helper module's path; ``weights`` what was done with the weights."""
    inside = [record for record in records if posixpath.dirname(record.path) == repo.folder]
    code = [record for record in inside if record.status == "converted" and record.path.endswith(".py")]
    uses = sum(count for record in code for _, _, count in record.converted)
    lines = [
        "# Run this model with Paddle",
        "",
        "This repository was converted from PyTorch by paconvert_ng. It needs `paddlepaddle` and `transformers` (for "
        "configuration and tokenizer), and no torch.",
        "",
        "```python",
        *_program(root, repo, helper_module, _is_transformers(code)),
        "```",
        "",
        "## What was done",
        "",
        f"- Python: {len(code)} {_files(code)} converted; {uses} uses of torch and transformers.",
        f"- Weights: {_weights(repo, weights)}",
        "- Tokenizer and other files are copies.",
        "",
        "## What is left",
        "",
        *_left(inside),
        "",
    ]
    return "\n".join(lines)


def _is_transformers(code: Iterable[FileRecord]) -> bool:
    """Whether the models build on transformers' classes: only those have ``from_pretrained``."""
    converted = (name for record in code for name, _, _ in record.converted)
    told = (diagnostic.api for record in code for diagnostic in record.diagnostics)
    return any(api.startswith("transformers.") for api in (*converted, *told))


def _program(root: Path, repo: Repo, helper_module: str, is_transformers: bool) -> list[str]:
    auto = auto_class(repo)
    if auto and not is_transformers:
        module, _, name = repo.auto_map[auto].rpartition("--")[2].rpartition(".")
        return [
            f"# {name} of {module}.py builds on none of transformers' classes: it is made and loaded as under torch.",
            "# model.set_state_dict(safetensors.paddle.load_file(path)) takes torch's tensors as they are.",
        ]
    if not auto or posixpath.dirname(helper_module) != repo.folder:
        return ["# config.json names no class of a model (auto_map): import it from its modelling file."]
    module = posixpath.basename(helper_module).removesuffix(".py")
    return [
        "import sys",
        "",
        "import paddle",
        "from transformers import AutoTokenizer",
        "",
        'folder = "."  # where this page lies',
        "sys.path.insert(0, folder)",
        f"from {module} import {auto}",
        "",
        "tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=True)",
        f"model = {auto}.from_pretrained(folder)",
        *(_talk(root, repo) if auto == _AUTO else ()),
    ]


def _talk(root: Path, repo: Repo) -> list[str]:
    reference = repo.auto_map[_AUTO].rpartition("--")[2]
    file = root / repo.folder / f"{reference.rpartition('.')[0].replace('.', '/')}.py"
    if file.is_file() and "def chat(" in file.read_text(encoding="utf-8", errors="replace"):
        return ['print(model.chat(tokenizer, "Hello", history=None)[0])']
    return [
        'ids = paddle.to_tensor([tokenizer("Hello")["input_ids"]])',
        "print(tokenizer.decode(model.generate(ids, max_new_tokens=32)[0].tolist()))",
    ]


def _files(listed: Sequence[object]) -> str:
    return "file" if len(listed) == 1 else "files"


def _weights(repo: Repo, weights: str) -> str:
    if not repo.weights:
        return "there are none here."
    done = {"convert": "copied", "link": "linked to the originals", "skip": "left where they were"}[weights]
    return f"{len(repo.weights)} {_files(repo.weights)}, {done}: the converted model takes torch's tensors as they are."


def _left(records: Iterable[FileRecord]) -> list[str]:
    left = [f"- {d.file}:{d.line} {d.api}: {d.message}" for r in records for d in r.diagnostics if d.leaves_use]
    return left or ["Nothing: every use was converted."]
