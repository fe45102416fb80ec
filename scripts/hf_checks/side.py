"""One framework's part: builds a family's model, runs it, leaves what it gave.

    python -m scripts.hf_checks.side torch|paddle REPO FAMILY WEIGHTS RESULT.npz [FOLDER FOR SYS.PATH ...]

Under torch the model is made, filled with random values and saved to WEIGHTS; under Paddle it is loaded from there.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scripts.hf_checks.families import BEAMS, FAMILIES, HEADS, IMAGE_TOKEN, STEPS, TOKENS, Family
from scripts.hf_checks.heads import LABELS, classes_of, given_to

LENGTH = 9
NEW_TOKENS = 20


def inputs(family: Family, per_image: int = 1) -> dict[str, np.ndarray]:
    """What the model is given, by the names of ``forward``; the second text is padded on the right.

    With padding on the left nothing is left to attend to in the padded places, and versions of transformers differ
    in what those then give; texts to be continued are padded so (``turned``).
    """
    rng = np.random.default_rng(1)
    ids = rng.integers(3, TOKENS, (2, LENGTH))
    mask = np.ones((2, LENGTH), "int64")
    mask[1, -3:] = 0
    text = {"input_ids": ids, "attention_mask": mask}
    pixels = {"pixel_values": rng.standard_normal((2, 3, family.image, family.image)).astype("float32")}
    return {
        "tokens": text,
        "masked": text,
        "seq2seq": {**text, "decoder_input_ids": ids[:, :5].copy()},
        "image": pixels,
        "image_text": {**text, **pixels},
        "images_in_text": {**_with_images(text, per_image), **pixels},
        "audio": {
            "input_features": rng.standard_normal((2, 8, 40)).astype("float32"),
            "decoder_input_ids": ids[:, :5].copy(),
        },
    }[family.kind]


def _with_images(text: dict[str, np.ndarray], per_image: int) -> dict[str, np.ndarray]:
    """Each text has an image after its first token: ``per_image`` tokens that stand for it."""
    ids = np.where(text["attention_mask"] == 1, text["input_ids"] % IMAGE_TOKEN, 0)
    image = np.full((2, per_image), IMAGE_TOKEN)
    return {
        "input_ids": np.concatenate([ids[:, :1], image, ids[:, 1:]], axis=1),
        "attention_mask": np.concatenate([np.ones_like(image), text["attention_mask"]], axis=1),
    }


def turned(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Padding on the left in place of the right."""
    mask = arrays.get("attention_mask")
    if mask is None:
        return arrays
    ids = [np.roll(row, shift) for row, shift in zip(arrays["input_ids"], (mask == 0).sum(1), strict=True)]
    return {**arrays, "attention_mask": mask[:, ::-1], "input_ids": np.stack(ids)}


class Torch:
    """The original."""

    def __init__(self, path: list[str]) -> None:
        sys.path[:0] = path
        import torch

        from tests.support.torchvision_kernels import load_kernels

        load_kernels()  # transformers imports torchvision where it is installed
        self.no_grad = torch.no_grad
        self.tensor = torch.from_numpy

    def array(self, tensor: Any) -> np.ndarray:
        return tensor.detach().numpy()

    def model(self, cls: Any, family: Family, weights: Path) -> Any:
        import torch

        torch.manual_seed(0)
        model = cls(cls.config_class(**family.config)).eval()
        rng = np.random.default_rng(0)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(torch.from_numpy(np.asarray(rng.standard_normal(parameter.shape) * 0.2)))
        model.save_pretrained(weights)
        return model


class Paddle:
    """The conversion."""

    def __init__(self, path: list[str]) -> None:
        import paddle

        assert importlib.util.find_spec("torch") is None
        self.no_grad = paddle.no_grad
        self.tensor = paddle.to_tensor

    def array(self, tensor: Any) -> np.ndarray:
        return tensor.detach().numpy()

    def model(self, cls: Any, family: Family, weights: Path) -> Any:
        model, info = cls.from_pretrained(weights, output_loading_info=True)
        assert not any(info.values()), info
        return model


class Run:
    """What is asked of one model; each part may fail without the others."""

    def __init__(self, framework: Any, model: Any, name: str) -> None:
        self.framework = framework
        self.model = model
        self.family = FAMILIES[name]
        self.name = name
        # LLaVA's files of 4.37 put all of an image in the place of one token.
        whole = hasattr(model, "_merge_input_ids_with_image_features")
        self.per_image = 1 if whole else getattr(model.config, "image_seq_length", 1)
        self.arrays = inputs(self.family, self.per_image)
        self.results: dict[str, np.ndarray] = {}
        self.errors: dict[str, str] = {}

    def tensors(self, **changes: np.ndarray) -> dict[str, Any]:
        return {name: self.framework.tensor(value.copy()) for name, value in {**self.arrays, **changes}.items()}

    def keep(self, name: str, value: Any) -> None:
        """All tensors in an output, by where they stand in it; caches are left out."""
        if hasattr(value, "shape") and hasattr(value, "dtype"):
            self.results[name] = self.framework.array(value)
        elif hasattr(value, "items"):
            for key, item in value.items():
                if key not in ("past_key_values", "mems"):
                    self.keep(f"{name}.{key}", item)
        elif isinstance(value, (list, tuple)):
            for index, item in enumerate(value):
                self.keep(f"{name}.{index}", item)

    def part(self, name: str, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # the report says which part failed and how
            self.errors[name] = f"{type(error).__name__}: {error}"[:600]

    def forward(self) -> None:
        with self.framework.no_grad():
            self.keep("forward", self.model(**self.tensors(), output_hidden_states=True, return_dict=True))

    def cached(self) -> None:
        with self.framework.no_grad():
            if "decoder_input_ids" in self.arrays:
                first = self.model(**self.tensors(), use_cache=True)
                last = self.tensors(decoder_input_ids=self.arrays["decoder_input_ids"][:, -1:])
            else:
                given = turned(self.arrays)
                ids, mask = given["input_ids"], given["attention_mask"]
                first = self.model(**self.tensors(input_ids=ids[:, :-1], attention_mask=mask[:, :-1]), use_cache=True)
                last = self.tensors(input_ids=ids[:, -1:], attention_mask=mask)
                if self.per_image > 1:
                    last.pop("pixel_values", None)
            again = self.model(**last, past_key_values=first.past_key_values, use_cache=True)
        self.keep("cached", again.logits)

    def step(self) -> None:
        if self.family.kind == "image":
            labels = np.array([1, 3])
        elif "decoder_input_ids" in self.arrays:
            labels = self.arrays["decoder_input_ids"]
        else:
            labels = np.where(self.arrays["attention_mask"] == 1, self.arrays["input_ids"], -100)
        loss = self.model(**self.tensors(labels=labels), return_dict=True).loss
        loss.backward()
        self.keep("step", loss)
        for name, parameter in self.model.named_parameters():
            if parameter.grad is not None:
                self.keep(f"step.grad.{name}", parameter.grad)

    def generate(self, name: str, **options: Any) -> None:
        given = self.tensors(**turned(self.arrays))
        given.pop("decoder_input_ids", None)
        self.keep(name, self.model.generate(**given, do_sample=False, **options))

    def all(self) -> None:
        self.part("forward", self.forward)
        if self.family.kind in ("tokens", "seq2seq", "audio", "images_in_text"):
            self.part("cached", self.cached)
            self.part("greedy", lambda: self.generate("greedy", max_new_tokens=NEW_TOKENS))
            if self.name in BEAMS:
                self.part("beam", lambda: self.generate("beam", max_new_tokens=8, num_beams=3))
        if self.name in STEPS:
            self.part("step", self.step)

    def heads(self, module: Any, weights: Path) -> None:
        """The classes with other heads: each a model of its own, that learns a step."""
        for cls in classes_of(module, self.family.class_name):
            # An answer has a start and an end: two labels, which is what configurations say.
            labels = {} if cls.__name__.endswith("QuestionAnswering") else {"num_labels": LABELS}
            family = replace(self.family, config={**self.family.config, **labels})
            model = self.framework.model(cls, family, weights / cls.__name__)
            given = given_to(cls, self.arrays["input_ids"], self.arrays["attention_mask"], model.config)
            output = model(**{name: self.framework.tensor(value.copy()) for name, value in given.items()})
            output.loss.backward()
            self.keep(f"heads.{cls.__name__}", output)
            for name, parameter in model.named_parameters():
                if parameter.grad is not None:
                    self.keep(f"heads.{cls.__name__}.grad.{name}", parameter.grad)


def main(arguments: list[str]) -> None:
    framework_name, repo, name, weights, result, *path = arguments
    framework = Torch(path) if framework_name == "torch" else Paddle(path)
    sys.path.insert(0, str(Path(repo).parent))
    module = importlib.import_module(f"{Path(repo).name}.modeling_{name}")
    cls = getattr(module, FAMILIES[name].class_name)
    run = Run(framework, framework.model(cls, FAMILIES[name], Path(weights)), name)
    run.all()
    if name in HEADS:
        run.part("heads", lambda: run.heads(module, Path(weights)))
    errors = {f"error:{key}": np.array(text) for key, text in run.errors.items()}
    left: dict[str, Any] = {**run.results, **errors}
    np.savez(result, **left)


if __name__ == "__main__":
    main(sys.argv[1:])
