"""A script that fine-tunes with Trainer, accelerate and peft is imported, and says what is left where it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from paconvert_ng import Options, convert_tree

SOURCE = """
import torch
from accelerate import Accelerator
from peft import LoraConfig, TaskType, get_peft_model
from torch.utils.data import Dataset
from transformers import AutoModelForCausalLM, HfArgumentParser, Trainer, TrainerCallback, TrainingArguments, set_seed


class Items(Dataset):
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return {"x": torch.ones(2) * i}


class Printing(TrainerCallback):
    def on_log(self, args, state, control, logs=None, **kwargs):
        print(logs)


class MyTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        return model(**inputs).loss


def arguments(folder):
    return HfArgumentParser(TrainingArguments).parse_args_into_dataclasses(["--output_dir", folder])[0]


def seed(args):
    set_seed(args.seed)


def adapted(model):
    return get_peft_model(model, LoraConfig(task_type=TaskType.CAUSAL_LM, r=8))


def loop(model, optimizer):
    accelerator = Accelerator()
    model, optimizer = accelerator.prepare(model, optimizer)
    accelerator.backward(model(torch.ones(1, 2)).sum())
    optimizer.step()
    return accelerator.unwrap_model(model)
"""

PROGRAM = """
import sys
from paconvert_ng.verify.worker.blocked import block_source_frameworks
block_source_frameworks()
sys.path.insert(0, sys.argv[1])
import paddle
import finetune
from paddle_helpers import Linear, SGD

args = finetune.arguments("out")
finetune.seed(args)
print(type(args).__name__, args.seed, finetune.Items()[1]["x"].tolist(), finetune.Printing.__mro__[1].__name__)
for use in (lambda: finetune.MyTrainer(model=None, args=args), lambda: finetune.adapted(None)):
    try:
        use()
    except RuntimeError as error:
        print(type(error).__name__, error)
model = Linear(2, 1)
before = model.weight.clone()
print(type(finetune.loop(model, SGD(model.parameters(), lr=0.5))).__name__, bool((model.weight == before - 0.5).all()))
"""


def test_a_script_that_fine_tunes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/finetune.py").write_text(SOURCE + "\n\ndef plain():\n    torch.optim.SGD, torch.nn.Linear\n")
    summary = convert_tree(tmp_path / "in", tmp_path / "out", options=Options(cache=False, jobs=1))
    left = {item.api for item in summary.unconverted}
    assert left == {"peft.LoraConfig", "peft.TaskType.CAUSAL_LM", "peft.get_peft_model", "transformers.Trainer"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "out")], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "TrainingArguments 42 [1.0, 1.0] TrainerCallback"
    assert lines[1].startswith("UnconvertedError transformers.Trainer, a base class of MyTrainer, was not converted")
    assert lines[2].startswith("UnconvertedError peft.")
    assert lines[3] == "Linear True"
