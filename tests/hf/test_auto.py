"""Auto classes on a repository with code of its own: the author's script and the lines of RUN_WITH_PADDLE.md.

python -m pytest tests/hf --slow
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from scripts.hf_checks.compare import ROOT
from scripts.hf_checks.repos import make_repo, without_torch

pytestmark = pytest.mark.slow

#: Makes weights, configuration and tokenizer of a repository in the folder that is given.
MAKE = """
import sys
from pathlib import Path

import torch
folder = Path(sys.argv[2])
sys.path.insert(0, str(folder.parent))
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from own_gpt2.configuration_gpt2 import GPT2Config
from own_gpt2.modeling_gpt2 import GPT2LMHeadModel

words = {word: index for index, word in enumerate(["<pad>", "<s>", "</s>", "<unk>", "Hello", *map(str, range(35))])}
tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
PreTrainedTokenizerFast(
    tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>"
).save_pretrained(folder)
torch.manual_seed(0)
config = GPT2Config(vocab_size=40, n_embd=32, n_layer=2, n_head=4, n_positions=64, num_labels=3,
                    bos_token_id=1, eos_token_id=2, pad_token_id=0, initializer_range=0.5)
GPT2LMHeadModel(config).save_pretrained(folder)
"""

#: What an author's script beside such a repository does.
SCRIPT = """
import torch
from transformers import AutoConfig, AutoModel, AutoModelForCausalLM, AutoTokenizer
from transformers import AutoModelForSequenceClassification, PreTrainedModel

folder = "."
tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=True)
ids = torch.tensor([tokenizer("Hello 3 7 9")["input_ids"]])
model = AutoModelForCausalLM.from_pretrained(folder, trust_remote_code=True, torch_dtype="auto").eval()
assert isinstance(model, PreTrainedModel)
print(type(model).__name__, model.generate(ids, max_new_tokens=12, do_sample=False).tolist())
with torch.no_grad():
    print([round(value, 3) for value in model(ids).logits[0, -1].tolist()])
    body = AutoModel.from_pretrained(folder, trust_remote_code=True)
    states = body(ids).last_hidden_state
    print(type(body).__name__, list(states.shape), round(states.abs().sum().item(), 2))
config = AutoConfig.from_pretrained(folder, trust_remote_code=True)
fresh = AutoModelForSequenceClassification.from_config(config, trust_remote_code=True)
print(type(fresh).__name__, fresh.num_labels, sum(p.numel() for p in fresh.parameters()))


class OtherConfig(type(config)):
    model_type = "own_other"


class Other(type(model)):
    config_class = OtherConfig


AutoConfig.register("own_other", OtherConfig)
AutoModelForCausalLM.register(OtherConfig, Other)
print(type(AutoModelForCausalLM.from_config(OtherConfig(n_layer=1, n_embd=8, n_head=2, vocab_size=5))).__name__)
try:
    AutoModelForCausalLM.register(OtherConfig, model_class=type(body))
except ValueError:
    print("refused")
"""
#: Runs a program under torch; transformers imports torchvision where it is installed.
TORCH = """
import runpy, sys
from tests.support.torchvision_kernels import load_kernels
load_kernels()
runpy.run_path(sys.argv[1])
"""
CLASSES = {"": "Model", "ForCausalLM": "LMHeadModel", "ForSequenceClassification": "ForSequenceClassification"}


def outputs(python: list[str], folder: Path, path: list[Path], cache: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "OMP_NUM_THREADS": "1"}
    environment |= {"HF_MODULES_CACHE": str(cache), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, *python], cwd=folder, env=environment, capture_output=True, text=True)
    assert not done.returncode, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A repository, and its conversion."""
    top = tmp_path_factory.mktemp("auto")
    repo, converted = top / "torch" / "own_gpt2", top / "paddle" / "own_gpt2"
    make_repo("4.57.1", "gpt2", repo)
    (repo / "__init__.py").unlink()
    # The configuration for ONNX needs torch, and with it the helper module, which transformers does not take along.
    configuration = repo / "configuration_gpt2.py"
    kept = configuration.read_text().partition("class GPT2OnnxConfig")[0].replace("is_torch_available, ", "")
    configuration.write_text(kept)
    (top / "make.py").write_text(MAKE)
    outputs(["-c", TORCH, str(top / "make.py"), str(repo)], ROOT, [ROOT], top / "cache")
    config = json.loads((repo / "config.json").read_text())
    config["auto_map"] = {f"AutoModel{head}": f"modeling_gpt2.GPT2{name}" for head, name in CLASSES.items()}
    config["auto_map"]["AutoConfig"] = "configuration_gpt2.GPT2Config"
    (repo / "config.json").write_text(json.dumps(config))
    (repo / "talk.py").write_text(SCRIPT)
    summary = convert_tree(repo, converted, log_dir=top / "logs", options=Options(jobs=1, cache=False))
    assert not summary.unconverted
    without_torch(top / "without-torch")
    return repo, converted


def test_an_authors_script_loads_what_auto_map_names(folders: tuple[Path, Path], tmp_path: Path) -> None:
    repo, converted = folders
    expected = outputs(["-c", TORCH, "talk.py"], repo, [ROOT], tmp_path / "a")
    found = outputs(["-S", "talk.py"], converted, [converted.parents[1] / "without-torch"], tmp_path / "b")
    assert found == expected
    assert "GPT2LMHeadModel [[4, 8, 12, 14" in found


def test_the_guides_lines_run_as_they_are(folders: tuple[Path, Path], tmp_path: Path) -> None:
    repo, converted = folders
    program = re.search(r"```python\n(.*?)```", (converted / "RUN_WITH_PADDLE.md").read_text(), re.DOTALL)
    assert program is not None
    found = outputs(["-S", "-c", program[1]], converted, [converted.parents[1] / "without-torch"], tmp_path / "b")
    lines = [
        "import torch",
        "from transformers import AutoModelForCausalLM, AutoTokenizer",
        "tokenizer = AutoTokenizer.from_pretrained('.')",
        "model = AutoModelForCausalLM.from_pretrained('.', trust_remote_code=True)",
        "ids = torch.tensor([tokenizer('Hello')['input_ids']])",
        "print(tokenizer.decode(model.generate(ids, max_new_tokens=32)[0].tolist()))",
    ]
    (tmp_path / "lines.py").write_text("\n".join(lines))
    assert found == outputs(["-c", TORCH, str(tmp_path / "lines.py")], repo, [ROOT], tmp_path / "a")
