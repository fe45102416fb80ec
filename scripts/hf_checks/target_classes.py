"""Classes that PaddleFormers or PaddleNLP have under the names of transformers, and may mean the same by."""

from __future__ import annotations

from typing import NamedTuple

from .families import FAMILIES, TOKENS, Family

_ENCODER = {
    "vocab_size": TOKENS,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "max_position_embeddings": 64,
    "pad_token_id": 0,
}

#: Families that are compared for these libraries only.
MORE_FAMILIES = {
    "albert": Family("AlbertForMaskedLM", {**_ENCODER, "embedding_size": 16}, "masked"),
    "electra": Family("ElectraForMaskedLM", {**_ENCODER, "embedding_size": 16}, "masked"),
    "distilbert": Family(
        "DistilBertForMaskedLM",
        {"vocab_size": TOKENS, "dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 48, "max_position_embeddings": 64},
        "masked",
    ),
    "gemma": Family("GemmaForCausalLM", {**FAMILIES["llama"].config, "head_dim": 8}),
    "qwen3": Family("Qwen3ForCausalLM", {**FAMILIES["llama"].config, "head_dim": 8}),
    "phi3": Family("Phi3ForCausalLM", FAMILIES["llama"].config),
}


class Case(NamedTuple):
    """A class, the family whose configuration it gets, and whether it generates."""

    class_name: str
    family: str
    generates: bool = False


_HEADS = ("Model", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering")
_ENCODERS = {"Bert": "bert", "Roberta": "roberta", "Albert": "albert", "Electra": "electra", "DistilBert": "distilbert"}
_DECODERS = {
    "Llama": "llama",
    "Qwen2": "qwen2",
    "Qwen3": "qwen3",
    "Phi3": "phi3",
    "Mistral": "mistral",
    "Mixtral": "mixtral",
    "Gemma": "gemma",
    "OPT": "opt",
    "Bloom": "bloom",
}

CLASSES = (
    *(Case(prefix + head, family) for prefix, family in _ENCODERS.items() for head in _HEADS),
    *(Case(prefix + "Model", family) for prefix, family in _DECODERS.items()),
    *(Case(prefix + "ForCausalLM", family, generates=True) for prefix, family in _DECODERS.items()),
    *(Case(name, "t5", generates=name.endswith("Generation")) for name in ("T5Model", "T5ForConditionalGeneration")),
    *(
        Case(name, "bart", generates=name.endswith("Generation"))
        for name in ("BartModel", "BartForConditionalGeneration")
    ),
)
