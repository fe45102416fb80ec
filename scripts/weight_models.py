"""The models whose keys scripts/weight_keys.py writes: their classes, and their sizes in three builds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Model:
    """``config``: settings; text after ``=`` is an expression of ``sizes``, which have a value for each build."""

    config_class: str
    model_class: str
    config: dict[str, Any]
    sizes: dict[str, tuple[int, int, int]]


_LAYERS = {"layers": (2, 3, 4)}
_HEADS = {"heads": (6, 10, 14), "width": (11, 13, 17)}
_GROUPS = {"heads": (6, 10, 21), "kv": (3, 5, 7), "width": (22, 26, 34)}
_COMMON = {"inner": (97, 101, 103), "vocab": (211, 223, 227)}
_POSITIONS = {"positions": (151, 157, 163)}
_DECODER = {
    "hidden_size": "=heads*width",
    "intermediate_size": "=inner",
    "num_hidden_layers": "=layers",
    "num_attention_heads": "=heads",
    "num_key_value_heads": "=kv",
    "vocab_size": "=vocab",
    "pad_token_id": 0,
}
_ENCODER = {
    "hidden_size": "=heads*width",
    "intermediate_size": "=inner",
    "num_hidden_layers": "=layers",
    "num_attention_heads": "=heads",
    "vocab_size": "=vocab",
    "max_position_embeddings": "=positions",
    "pad_token_id": 0,
}
_DECODER_SIZES = {**_LAYERS, **_GROUPS, **_COMMON}
_ENCODER_SIZES = {**_LAYERS, **_HEADS, **_COMMON, **_POSITIONS}
_SEQ2SEQ = {
    "d_model": "=heads*width",
    "encoder_layers": "=layers",
    "decoder_layers": "=deep",
    "encoder_attention_heads": "=heads",
    "decoder_attention_heads": "=heads",
    "encoder_ffn_dim": "=inner",
    "decoder_ffn_dim": "=wide",
    "vocab_size": "=vocab",
}
_SEQ2SEQ_SIZES = {**_LAYERS, "deep": (5, 6, 7), **_HEADS, **_COMMON, "wide": (107, 109, 113), **_POSITIONS}
_T5 = {
    "d_model": "=hidden",
    "d_kv": "=width",
    "d_ff": "=inner",
    "num_layers": "=layers",
    "num_decoder_layers": "=deep",
    "num_heads": "=heads",
    "vocab_size": "=vocab",
}
_T5_SIZES = {**_LAYERS, "deep": (5, 6, 7), **_HEADS, **_COMMON, "hidden": (29, 31, 37)}


def _encoder(config: str, model: str, **more: Any) -> Model:
    return Model(config, model, {**_ENCODER, **more}, _ENCODER_SIZES)


def _decoder(config: str, model: str, **more: Any) -> Model:
    return Model(config, model, {**_DECODER, **more}, _DECODER_SIZES)


_EXPERTS = {"experts": (9, 12, 15)}
_EMBEDDING = {**_ENCODER_SIZES, "embedding": (41, 43, 47)}

MODELS = {
    "llama": _decoder("LlamaConfig", "LlamaForCausalLM"),
    "llama-tied": _decoder("LlamaConfig", "LlamaForCausalLM", tie_word_embeddings=True),
    "llama-base": _decoder("LlamaConfig", "LlamaModel"),
    "llama-biased": _decoder("LlamaConfig", "LlamaForCausalLM", attention_bias=True),
    "qwen2": _decoder("Qwen2Config", "Qwen2ForCausalLM"),
    "qwen2-tied": _decoder("Qwen2Config", "Qwen2ForCausalLM", tie_word_embeddings=True),
    "qwen2-base": _decoder("Qwen2Config", "Qwen2Model"),
    "mixtral": Model(
        "MixtralConfig",
        "MixtralForCausalLM",
        {**_DECODER, "num_local_experts": "=experts"},
        {**_DECODER_SIZES, **_EXPERTS},
    ),
    "deepseek_v2": Model(
        "DeepseekV2Config",
        "DeepseekV2ForCausalLM",
        {
            **_DECODER,
            "num_key_value_heads": "=heads",
            "n_routed_experts": "=experts",
            "n_shared_experts": 2,
            "moe_intermediate_size": "=expert",
            "first_k_dense_replace": 1,
            "q_lora_rank": "=qrank",
            "kv_lora_rank": "=kvrank",
            "qk_rope_head_dim": "=rope",
            "qk_nope_head_dim": "=nope",
            "v_head_dim": "=value",
        },
        {
            **_LAYERS,
            "heads": (6, 10, 14),
            "width": (22, 26, 34),
            **_COMMON,
            **_EXPERTS,
            "expert": (53, 59, 61),
            "qrank": (67, 71, 73),
            "kvrank": (79, 83, 89),
            "rope": (38, 46, 58),
            "nope": (127, 131, 137),
            "value": (139, 149, 167),
        },
    ),
    "deepseek_v2-lite": Model(
        "DeepseekV2Config",
        "DeepseekV2ForCausalLM",
        {
            **_DECODER,
            "num_key_value_heads": "=heads",
            "n_routed_experts": "=experts",
            "n_shared_experts": 2,
            "moe_intermediate_size": "=expert",
            "first_k_dense_replace": 1,
            "q_lora_rank": None,
            "kv_lora_rank": "=kvrank",
            "qk_rope_head_dim": "=rope",
            "qk_nope_head_dim": "=nope",
            "v_head_dim": "=value",
        },
        {
            **_LAYERS,
            "heads": (6, 10, 14),
            "width": (22, 26, 34),
            **_COMMON,
            **_EXPERTS,
            "expert": (53, 59, 61),
            "kvrank": (79, 83, 89),
            "rope": (38, 46, 58),
            "nope": (127, 131, 137),
            "value": (139, 149, 167),
        },
    ),
    "gpt2": Model(
        "GPT2Config",
        "GPT2LMHeadModel",
        {
            "n_embd": "=heads*width",
            "n_layer": "=layers",
            "n_head": "=heads",
            "vocab_size": "=vocab",
            "n_positions": "=positions",
            "n_inner": "=inner",
        },
        _ENCODER_SIZES,
    ),
    "gpt2-base": Model(
        "GPT2Config",
        "GPT2Model",
        {
            "n_embd": "=heads*width",
            "n_layer": "=layers",
            "n_head": "=heads",
            "vocab_size": "=vocab",
            "n_positions": "=positions",
            "n_inner": "=inner",
        },
        _ENCODER_SIZES,
    ),
    "whisper": Model(
        "WhisperConfig",
        "WhisperForConditionalGeneration",
        {
            **_SEQ2SEQ,
            "max_source_positions": "=positions",
            "max_target_positions": "=targets",
            "num_mel_bins": "=mels",
            "pad_token_id": 0,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "decoder_start_token_id": 1,
        },
        {**_SEQ2SEQ_SIZES, "targets": (173, 179, 181), "mels": (23, 29, 31)},
    ),
    "bert": _encoder("BertConfig", "BertForMaskedLM"),
    "bert-pretraining": _encoder("BertConfig", "BertForPreTraining"),
    "bert-base": _encoder("BertConfig", "BertModel"),
    "bert-classification": _encoder("BertConfig", "BertForSequenceClassification"),
    "bert-qa": _encoder("BertConfig", "BertForQuestionAnswering"),
    "roberta": _encoder("RobertaConfig", "RobertaForMaskedLM"),
    "roberta-base": _encoder("RobertaConfig", "RobertaModel"),
    "roberta-classification": _encoder("RobertaConfig", "RobertaForSequenceClassification"),
    "roberta-qa": _encoder("RobertaConfig", "RobertaForQuestionAnswering"),
    "albert": Model("AlbertConfig", "AlbertForMaskedLM", {**_ENCODER, "embedding_size": "=embedding"}, _EMBEDDING),
    "albert-base": Model("AlbertConfig", "AlbertModel", {**_ENCODER, "embedding_size": "=embedding"}, _EMBEDDING),
    "albert-classification": Model(
        "AlbertConfig", "AlbertForSequenceClassification", {**_ENCODER, "embedding_size": "=embedding"}, _EMBEDDING
    ),
    "electra": Model(
        "ElectraConfig", "ElectraForPreTraining", {**_ENCODER, "embedding_size": "=embedding"}, _EMBEDDING
    ),
    "electra-mlm": Model(
        "ElectraConfig", "ElectraForMaskedLM", {**_ENCODER, "embedding_size": "=embedding"}, _EMBEDDING
    ),
    "electra-classification": Model(
        "ElectraConfig", "ElectraForSequenceClassification", {**_ENCODER, "embedding_size": "=embedding"}, _EMBEDDING
    ),
    "roformer": Model(
        "RoFormerConfig", "RoFormerForMaskedLM", {**_ENCODER, "embedding_size": "=heads*width"}, _ENCODER_SIZES
    ),
    "roformer-classification": Model(
        "RoFormerConfig",
        "RoFormerForTokenClassification",
        {**_ENCODER, "embedding_size": "=heads*width"},
        _ENCODER_SIZES,
    ),
    "deberta": _encoder(
        "DebertaConfig",
        "DebertaModel",
        relative_attention=True,
        pos_att_type=["c2p", "p2c"],
        max_relative_positions=-1,
        type_vocab_size=0,
        position_biased_input=False,
    ),
    "deberta-absolute": _encoder(
        "DebertaConfig", "DebertaModel", type_vocab_size=2, relative_attention=False, pos_att_type=[]
    ),
    "deberta_v2": _encoder(
        "DebertaV2Config",
        "DebertaV2Model",
        relative_attention=True,
        pos_att_type=["c2p", "p2c"],
        max_relative_positions=-1,
        position_buckets="=positions",
        type_vocab_size=0,
        position_biased_input=False,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
    ),
    "deberta_v2-qa": _encoder(
        "DebertaV2Config",
        "DebertaV2ForQuestionAnswering",
        relative_attention=True,
        pos_att_type=["c2p", "p2c"],
        max_relative_positions=-1,
        position_buckets="=positions",
        type_vocab_size=0,
        position_biased_input=False,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
    ),
    "distilbert": Model(
        "DistilBertConfig",
        "DistilBertForMaskedLM",
        {
            "dim": "=heads*width",
            "n_layers": "=layers",
            "n_heads": "=heads",
            "hidden_dim": "=inner",
            "vocab_size": "=vocab",
            "max_position_embeddings": "=positions",
            "pad_token_id": 0,
        },
        _ENCODER_SIZES,
    ),
    "distilbert-classification": Model(
        "DistilBertConfig",
        "DistilBertForSequenceClassification",
        {
            "dim": "=heads*width",
            "n_layers": "=layers",
            "n_heads": "=heads",
            "hidden_dim": "=inner",
            "vocab_size": "=vocab",
            "max_position_embeddings": "=positions",
            "pad_token_id": 0,
        },
        _ENCODER_SIZES,
    ),
    "bart": Model(
        "BartConfig",
        "BartForConditionalGeneration",
        {**_SEQ2SEQ, "max_position_embeddings": "=positions", "pad_token_id": 0},
        _SEQ2SEQ_SIZES,
    ),
    "bart-classification": Model(
        "BartConfig",
        "BartForSequenceClassification",
        {**_SEQ2SEQ, "max_position_embeddings": "=positions", "pad_token_id": 0},
        _SEQ2SEQ_SIZES,
    ),
    "t5": Model("T5Config", "T5ForConditionalGeneration", _T5, _T5_SIZES),
    "t5-gated": Model(
        "T5Config",
        "T5ForConditionalGeneration",
        {**_T5, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
        _T5_SIZES,
    ),
    "mt5": Model(
        "MT5Config",
        "MT5ForConditionalGeneration",
        {**_T5, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
        _T5_SIZES,
    ),
    "opt": Model(
        "OPTConfig",
        "OPTForCausalLM",
        {
            "hidden_size": "=heads*width",
            "ffn_dim": "=inner",
            "num_hidden_layers": "=layers",
            "num_attention_heads": "=heads",
            "vocab_size": "=vocab",
            "max_position_embeddings": "=positions",
            "word_embed_proj_dim": "=heads*width",
            "pad_token_id": 0,
        },
        _ENCODER_SIZES,
    ),
    "bloom": Model(
        "BloomConfig",
        "BloomForCausalLM",
        {"hidden_size": "=heads*width", "n_layer": "=layers", "n_head": "=heads", "vocab_size": "=vocab"},
        {**_LAYERS, **_HEADS, "vocab": (211, 223, 227)},
    ),
    "bloom-base": Model(
        "BloomConfig",
        "BloomModel",
        {"hidden_size": "=heads*width", "n_layer": "=layers", "n_head": "=heads", "vocab_size": "=vocab"},
        {**_LAYERS, **_HEADS, "vocab": (211, 223, 227)},
    ),
    "clip": Model(
        "CLIPConfig",
        "CLIPModel",
        {
            "projection_dim": "=projection",
            "text_config": {**_ENCODER, "num_hidden_layers": "=layers", "projection_dim": "=projection"},
            "vision_config": {
                "hidden_size": "=eyes*width",
                "intermediate_size": "=wide",
                "num_hidden_layers": "=deep",
                "num_attention_heads": "=eyes",
                "image_size": "=patches*patch",
                "patch_size": "=patch",
                "projection_dim": "=projection",
            },
        },
        {
            **_ENCODER_SIZES,
            "deep": (5, 6, 7),
            "wide": (107, 109, 113),
            "eyes": (8, 12, 16),
            "patch": (19, 23, 29),
            "patches": (31, 37, 41),
            "projection": (173, 179, 181),
        },
    ),
}
