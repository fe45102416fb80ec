"""The families of models: which class with which tiny configuration, and what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSIONS = ("4.37.2", "4.57.1")
TOKENS = 40
#: Stands for an image in a text.
IMAGE_TOKEN = TOKENS - 1

_DECODER = {"vocab_size": TOKENS, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
_LLAMA = {**_DECODER, "intermediate_size": 48, "num_key_value_heads": 2, "max_position_embeddings": 64}
_ENDS = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}


@dataclass(frozen=True)
class Family:
    """``kind``: tokens (a decoder), masked (an encoder), seq2seq, image, image_text, images_in_text, or audio."""

    class_name: str
    config: Mapping[str, Any]
    kind: str = "tokens"
    #: Images are 3 x size x size.
    image: int = 32
    #: Families whose files lie beside this one's: its parts, which it finds by the auto classes.
    along: tuple[str, ...] = ()


FAMILIES: dict[str, Family] = {
    "bert": Family("BertForMaskedLM", {**_DECODER, "intermediate_size": 48, "max_position_embeddings": 64}, "masked"),
    "roberta": Family(
        "RobertaForMaskedLM", {**_DECODER, "intermediate_size": 48, "max_position_embeddings": 64, **_ENDS}, "masked"
    ),
    "gpt2": Family(
        "GPT2LMHeadModel",
        {"vocab_size": TOKENS, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64, **_ENDS},
    ),
    "llama": Family("LlamaForCausalLM", {**_LLAMA, **_ENDS}),
    "mistral": Family("MistralForCausalLM", {**_LLAMA, **_ENDS, "sliding_window": 6}),
    "mixtral": Family(
        "MixtralForCausalLM",
        {**_LLAMA, **_ENDS, "num_local_experts": 3, "num_experts_per_tok": 2, "sliding_window": None},
    ),
    "qwen2": Family("Qwen2ForCausalLM", {**_LLAMA, **_ENDS}),
    "opt": Family(
        "OPTForCausalLM",
        {
            **_DECODER,
            **_ENDS,
            "ffn_dim": 48,
            "max_position_embeddings": 64,
            "word_embed_proj_dim": 32,
            "activation_function": "relu",
        },
    ),
    "bloom": Family("BloomForCausalLM", {"vocab_size": TOKENS, "hidden_size": 32, "n_layer": 2, "n_head": 4, **_ENDS}),
    "t5": Family(
        "T5ForConditionalGeneration",
        {
            "vocab_size": TOKENS,
            "d_model": 32,
            "d_kv": 8,
            "d_ff": 48,
            "num_layers": 2,
            "num_heads": 4,
            "decoder_start_token_id": 0,
            "pad_token_id": 0,
            "eos_token_id": 1,
        },
        "seq2seq",
    ),
    "bart": Family(
        "BartForConditionalGeneration",
        {
            "vocab_size": TOKENS,
            "d_model": 32,
            "encoder_layers": 2,
            "decoder_layers": 2,
            "encoder_attention_heads": 4,
            "decoder_attention_heads": 4,
            "encoder_ffn_dim": 48,
            "decoder_ffn_dim": 48,
            "max_position_embeddings": 64,
            "forced_eos_token_id": None,
            "decoder_start_token_id": 2,
            **_ENDS,
        },
        "seq2seq",
    ),
    "vit": Family(
        "ViTForImageClassification",
        {
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "intermediate_size": 48,
            "image_size": 32,
            "patch_size": 8,
            "num_labels": 5,
        },
        "image",
    ),
    "clip": Family(
        "CLIPModel",
        {
            "projection_dim": 16,
            "text_config": {
                **_DECODER,
                **_ENDS,
                "intermediate_size": 48,
                "max_position_embeddings": 64,
                "projection_dim": 16,
            },
            "vision_config": {
                "hidden_size": 32,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "intermediate_size": 48,
                "image_size": 32,
                "patch_size": 8,
                "projection_dim": 16,
            },
        },
        "image_text",
    ),
    "whisper": Family(
        "WhisperForConditionalGeneration",
        {
            "vocab_size": TOKENS,
            "d_model": 32,
            "encoder_layers": 2,
            "decoder_layers": 2,
            "encoder_attention_heads": 4,
            "decoder_attention_heads": 4,
            "encoder_ffn_dim": 48,
            "decoder_ffn_dim": 48,
            "num_mel_bins": 8,
            "max_source_positions": 20,
            "max_target_positions": 40,
            "decoder_start_token_id": 3,
            "suppress_tokens": None,
            "begin_suppress_tokens": None,
            **_ENDS,
        },
        "audio",
    ),
    "phi": Family("PhiForCausalLM", {**_LLAMA, **_ENDS, "num_key_value_heads": 4}),
    "falcon": Family("FalconForCausalLM", {**_DECODER, **_ENDS, "alibi": False, "new_decoder_architecture": False}),
    "mpt": Family(
        "MptForCausalLM", {"vocab_size": TOKENS, "d_model": 32, "n_layers": 2, "n_heads": 4, "max_seq_len": 64, **_ENDS}
    ),
    "gptj": Family(
        "GPTJForCausalLM",
        {"vocab_size": TOKENS, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64, "rotary_dim": 4, **_ENDS},
    ),
    "gpt_neox": Family(
        "GPTNeoXForCausalLM", {**_DECODER, **_ENDS, "intermediate_size": 48, "max_position_embeddings": 64}
    ),
    "deberta_v2": Family(
        "DebertaV2ForMaskedLM",
        {
            **_DECODER,
            "intermediate_size": 48,
            "max_position_embeddings": 64,
            "relative_attention": True,
            "pos_att_type": ["p2c", "c2p"],
            "pad_token_id": 0,
        },
        "masked",
    ),
    "swin": Family(
        "SwinForImageClassification",
        {
            "image_size": 32,
            "patch_size": 4,
            "embed_dim": 16,
            "depths": [2, 2],
            "num_heads": [2, 4],
            "window_size": 4,
            "num_labels": 5,
        },
        "image",
    ),
    "detr": Family(
        "DetrForObjectDetection",
        {
            "use_timm_backbone": False,
            "use_pretrained_backbone": False,
            "backbone": None,
            "backbone_config": {
                "model_type": "resnet",
                "embedding_size": 8,
                "hidden_sizes": [8, 8, 16, 16],
                "depths": [1, 1, 1, 1],
                "layer_type": "basic",
                "out_features": ["stage4"],
            },
            "num_queries": 5,
            "d_model": 32,
            "encoder_layers": 2,
            "decoder_layers": 2,
            "encoder_attention_heads": 4,
            "decoder_attention_heads": 4,
            "encoder_ffn_dim": 48,
            "decoder_ffn_dim": 48,
            "num_labels": 5,
        },
        "image",
        image=96,
        along=("resnet",),
    ),
    "blip": Family(
        "BlipModel",
        {
            "projection_dim": 16,
            "text_config": {
                **_DECODER,
                "intermediate_size": 48,
                "max_position_embeddings": 64,
                "encoder_hidden_size": 32,
                "projection_dim": 16,
                "is_decoder": False,
                **_ENDS,
            },
            "vision_config": {
                "hidden_size": 32,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "intermediate_size": 48,
                "image_size": 32,
                "patch_size": 8,
            },
        },
        "image_text",
    ),
    "llava": Family(
        "LlavaForConditionalGeneration",
        {
            "image_token_index": IMAGE_TOKEN,
            "image_seq_length": 4,
            "vocab_size": TOKENS,
            "pad_token_id": 0,
            "text_config": {"model_type": "llama", **_LLAMA, **_ENDS},
            "vision_config": {
                "model_type": "clip_vision_model",
                "hidden_size": 32,
                "num_hidden_layers": 3,
                "num_attention_heads": 4,
                "intermediate_size": 48,
                "image_size": 32,
                "patch_size": 16,
                "projection_dim": 16,
            },
        },
        "images_in_text",
        along=("clip", "llama"),
    ),
}

#: Families of which the classes for texts, tokens and answers are compared too.
HEADS = frozenset(
    "bert roberta gpt2 llama mistral mixtral qwen2 opt bloom t5 bart phi falcon mpt gptj gpt_neox deberta_v2".split()
)
#: Families of which more is compared: beam search, and the gradients of a training step.
BEAMS = frozenset(("gpt2", "llama", "opt", "t5", "bart", "whisper"))
STEPS = frozenset(("gpt2", "llama", "mixtral", "bert", "t5", "bart", "vit", "swin", "opt", "bloom", "falcon"))
