"""Heads on a family's body: classes of texts and tokens, answers; their outputs, losses and gradients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

NAMES = ("ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering")
LABELS = 3


def classes_of(module: Any, class_name: str) -> Iterator[Any]:
    """The classes with a head of a modelling file, whose main class is called ``class_name``."""
    stem = class_name.partition("For")[0].removesuffix("LMHeadModel").removesuffix("Model")
    for name in NAMES:
        cls = getattr(module, stem + name, None)
        if cls is not None:
            yield cls


def given_to(cls: Any, ids: np.ndarray, mask: np.ndarray, config: Any) -> dict[str, np.ndarray]:
    """What a class is given: texts that end with an end token before their padding, and labels."""
    ids = np.where(mask == 1, ids, config.pad_token_id or 0)
    last = mask.sum(1) - 1
    if config.eos_token_id is not None:
        ids[np.arange(len(ids)), last] = config.eos_token_id
    labels: dict[str, np.ndarray] = {
        "ForSequenceClassification": {"labels": np.array([2, 1])},
        "ForTokenClassification": {"labels": np.where(mask == 1, ids % LABELS, -100)},
        "ForQuestionAnswering": {"start_positions": np.array([1, 2]), "end_positions": np.array([3, 4])},
    }[next(name for name in NAMES if cls.__name__.endswith(name))]
    return {"input_ids": ids, "attention_mask": mask, **labels}
