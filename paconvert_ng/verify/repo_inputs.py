"""Inputs of a model of a Hugging Face repository, by the parameters of its ``forward`` and its configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

#: What is asked of a configuration, and of those inside it.
FACTS = (
    "vocab_size type_vocab_size max_position_embeddings pad_token_id bos_token_id eos_token_id cls_token_id "
    "sep_token_id decoder_start_token_id is_encoder_decoder num_labels problem_type image_size num_channels "
    "in_channels num_mel_bins max_source_positions"
).split()
INNER = ("text_config", "vision_config", "audio_config", "llm_config", "language_config", "thinker_config")
_IGNORED = -100


class RepoInputs:
    """Arrays and plain values by parameter, for a batch of ``batch`` sequences of at most ``length`` tokens.

    Sequences are pairs of sentences, as those of GLUE's tasks are: a first token, a sentence, a separator, a second
    sentence and a separator, of different lengths, padded on the right. ``labels`` fit the class's name.
    """

    def __init__(
        self, name: str, forward: Sequence[str], facts: Mapping[str, Any], batch: int, length: int, seed: int
    ) -> None:
        self._name, self._forward, self._facts = name, forward, facts
        self._rng = np.random.default_rng(seed)
        self._batch = batch
        longest = self._fact("max_position_embeddings", "text_config", "llm_config", "language_config")
        # Positions may begin behind the number of the padding, as RoBERTa's do.
        self._length = min(length, longest - 2) if isinstance(longest, int) and longest > 4 else length
        self._ids, self._mask, self._types = self._sentences(self._length)

    def made(self) -> dict[str, Any]:
        """By name, in the order of ``forward``: what there is a value for. Raises ValueError if that is nothing."""
        makers: dict[str, Callable[[], Any]] = {
            "input_ids": lambda: self._ids,
            "attention_mask": lambda: self._mask,
            "token_type_ids": lambda: self._types,
            "decoder_input_ids": self._decoder_ids,
            "pixel_values": self._pixels,
            "input_features": self._features,
            "input_values": lambda: self._rng.standard_normal((self._batch, 8000)).astype("float32"),
            "labels": self._labels,
            "start_positions": lambda: self._rng.integers(1, 4, self._batch),
            "end_positions": lambda: self._rng.integers(4, max(5, self._length // 2), self._batch),
            "next_sentence_label": lambda: self._rng.integers(0, 2, self._batch),
            "sentence_order_label": lambda: self._rng.integers(0, 2, self._batch),
        }
        chosen = [name for name in self._forward if name in makers and self._takes(name)]
        found = {name: makers[name]() for name in chosen}
        if not found.keys() & {"input_ids", "pixel_values", "input_features", "input_values"}:
            raise ValueError(
                f"forward of {self._name} has none of the parameters that inputs are made for from the configuration; "
                "give them with --input"
            )
        if "ForMultipleChoice" in self._name:
            # Four choices for each question.
            texts = ("input_ids", "attention_mask", "token_type_ids")
            found.update({name: np.stack([found[name]] * 4, axis=1) for name in texts if name in found})
        return found

    def _takes(self, name: str) -> bool:
        if name == "token_type_ids":
            return bool(self._fact("type_vocab_size"))
        if name == "attention_mask" and "input_ids" not in self._forward:
            return False
        if name == "decoder_input_ids":
            return self._fact("is_encoder_decoder") is not False
        if name in ("next_sentence_label", "sentence_order_label"):
            return "ForPreTraining" in self._name
        if name == "labels":
            return re.search(r"Model$|For(?:Masked|CausalLM|LM|Seq)|LMHead|For[A-Z]", self._name) is not None
        return True

    def _fact(self, name: str, *inner: str) -> Any:
        """Of the configuration, else of those of its inner ones that are named (any, if none is)."""
        value = self._facts.get(name)
        for key in inner or INNER:
            found = self._facts.get(key)
            if value is None and isinstance(found, Mapping):
                value = found.get(name)
        return value

    def _special(self, names: Sequence[str], default: int) -> int:
        """The number of a special token; of a list of them the first."""
        for name in names:
            value = self._fact(name)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, int) and 0 <= value < self._vocabulary():
                return value
        return default

    def _vocabulary(self) -> int:
        size = self._fact("vocab_size")
        return size if isinstance(size, int) and size > 0 else 100

    def _sentences(self, length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        size = self._vocabulary()
        low = min(3, size - 1)
        ids = self._rng.integers(low, size, (self._batch, length))
        mask = np.ones((self._batch, length), "int64")
        types = np.zeros((self._batch, length), "int64")
        padding = self._special(("pad_token_id",), 0)
        first = self._special(("cls_token_id", "bos_token_id"), low)
        separator = self._special(("sep_token_id", "eos_token_id"), low)
        # No token of a sentence is one of those that stand between and behind them.
        special = [padding, separator]
        ids = np.where(np.isin(ids, special), _another(special, size), ids)
        segments = self._fact("type_vocab_size")
        for row in range(self._batch):
            whole = length if row == 0 else int(self._rng.integers(max(4, length // 2), length + 1))
            whole = min(whole, length)
            middle = max(1, int(whole * self._rng.uniform(0.25, 0.6)))
            ids[row, 0], ids[row, middle], ids[row, whole - 1] = first, separator, separator
            ids[row, whole:], mask[row, whole:] = padding, 0
            if isinstance(segments, int) and segments > 1:
                types[row, middle + 1 : whole] = 1
        return ids, mask, types

    def _decoder_ids(self) -> np.ndarray:
        ids = self._rng.integers(min(3, self._vocabulary() - 1), self._vocabulary(), (self._batch, self._reply()))
        ids[:, 0] = self._special(("decoder_start_token_id", "bos_token_id", "pad_token_id"), 0)
        return ids

    def _reply(self) -> int:
        return max(2, self._length // 2)

    def _pixels(self) -> np.ndarray:
        size = self._fact("image_size", "vision_config")
        height, width = (size[0], size[-1]) if isinstance(size, list) else (size or 224, size or 224)
        channels = self._fact("num_channels", "vision_config") or self._fact("in_channels", "vision_config") or 3
        return self._rng.standard_normal((self._batch, channels, height, width)).astype("float32")

    def _features(self) -> np.ndarray:
        bins = self._fact("num_mel_bins", "audio_config") or 80
        frames = 2 * (self._fact("max_source_positions", "audio_config") or 1500)
        return self._rng.standard_normal((self._batch, bins, frames)).astype("float32")

    def _labels(self) -> Any:
        name, count = self._name, self._fact("num_labels") or 2
        if "ForTokenClassification" in name:
            return np.where(self._mask == 1, self._rng.integers(0, count, self._mask.shape), _IGNORED)
        if "ForNextSentencePrediction" in name:
            return self._rng.integers(0, 2, self._batch)
        if "ForMultipleChoice" in name:
            return self._rng.integers(0, 4, self._batch)
        if "Classification" in name:
            kind = self._fact("problem_type")
            if kind == "multi_label_classification":
                return self._rng.integers(0, 2, (self._batch, count)).astype("float32")
            if kind == "regression" or (kind is None and count == 1):
                return self._rng.standard_normal((self._batch, count) if count > 1 else self._batch).astype("float32")
            return self._rng.integers(0, count, self._batch)
        if self._fact("is_encoder_decoder") or "decoder_input_ids" in self._forward:
            return self._rng.integers(min(3, self._vocabulary() - 1), self._vocabulary(), (self._batch, self._reply()))
        if "input_ids" not in self._forward:
            return self._rng.integers(0, count, self._batch)
        return np.where(self._mask == 1, self._ids, _IGNORED)


def _another(special: Sequence[int], size: int) -> int:
    return next((number for number in range(size - 1, -1, -1) if number not in special), 0)


def described(inputs: Mapping[str, Any]) -> str:
    """``input_ids int64 2x32, …``."""
    return ", ".join(
        f"{name} {value.dtype} {'x'.join(map(str, value.shape))}"
        if isinstance(value, np.ndarray)
        else f"{name} {value!r}"
        for name, value in inputs.items()
    )
