"""Qwen and ChatGLM2 as modelscope ships them, on small stand-ins for Hugging Face's and modelscope's own classes."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite

VOCABULARY = 40


def qwen(**changes: Any) -> Any:
    package = "modelscope.models.nlp.qwen"
    config = importlib.import_module(f"{package}.configuration").QWenConfig(
        **{
            **dict(
                vocab_size=VOCABULARY,
                padded_vocab_size=VOCABULARY,
                n_embd=32,
                n_layer=2,
                n_head=4,
                kv_channels=8,
                ffn_hidden_size=48,
                n_positions=16,
                seq_length=16,
                bf16=False,
                fp16=False,
                use_flash_attn=False,
                params_dtype=None,
                pos_emb="rotary",
            ),
            **changes,
        }
    )
    return importlib.import_module(f"{package}.text_generation").QWenForTextGeneration(config)


def chatglm2(**changes: Any) -> Any:
    package = "modelscope.models.nlp.chatglm2"
    config = importlib.import_module(f"{package}.configuration").ChatGLM2Config(
        **{
            **dict(
                num_layers=2,
                padded_vocab_size=VOCABULARY,
                hidden_size=32,
                ffn_hidden_size=48,
                kv_channels=8,
                num_attention_heads=4,
                seq_length=16,
                multi_query_attention=True,
                multi_query_group_num=2,
                add_qkv_bias=True,
                original_rope=True,
                max_length=16,
                use_cache=True,
            ),
            **changes,
        }
    )
    return importlib.import_module(f"{package}.text_generation").ChatGLM2ForConditionalGeneration(config)


def _tokens(rng: np.random.Generator) -> Arrays:
    return {"input_ids": rng.integers(0, VOCABULARY, (2, 7))}


def _tokens_and_labels(rng: np.random.Generator) -> Arrays:
    labels = rng.integers(0, VOCABULARY, (2, 7))
    labels[0, :3] = -100
    return {**_tokens(rng), "labels": labels}


def _tokens_and_padding(rng: np.random.Generator) -> Arrays:
    mask = np.ones((2, 7), dtype="int64")
    mask[1, :3] = 0
    return {**_tokens(rng), "attention_mask": mask}


def _outputs(answer: Any) -> list[Any]:
    return [answer.logits, [list(pair) for pair in answer.past_key_values]]


def _forward(model: Any, inputs: Mapping[str, Any]) -> Any:
    return _outputs(model(**inputs, use_cache=True))


def _loss(model: Any, inputs: Mapping[str, Any]) -> Any:
    answer = model(**inputs)
    return [answer.loss, answer.logits]


def _qwen_decode(model: Any, inputs: Mapping[str, Any]) -> Any:
    ids = inputs["input_ids"]
    first = model(ids[:, :5], use_cache=True)
    second = model(ids[:, 5:6], past_key_values=first.past_key_values, use_cache=True)
    third = model(ids[:, 6:7], past_key_values=second.past_key_values, use_cache=True)
    return [_outputs(answer) for answer in (first, second, third)]


def _qwen_hidden(model: Any, inputs: Mapping[str, Any]) -> Any:
    answer = model(inputs["input_ids"], output_hidden_states=True, output_attentions=True, use_cache=True)
    return [answer.logits, list(answer.hidden_states), list(answer.attentions)]


def _chatglm2_decode(model: Any, inputs: Mapping[str, Any]) -> Any:
    ids = inputs["input_ids"]
    positions = model.get_position_ids(ids, ids.device)
    first = model(ids[:, :5], position_ids=positions[:, :5], use_cache=True)
    second = model(ids[:, 5:6], position_ids=positions[:, 5:6], past_key_values=first.past_key_values, use_cache=True)
    more = model(ids[:, 5:], position_ids=positions[:, 5:], past_key_values=first.past_key_values, use_cache=True)
    return [_outputs(answer) for answer in (first, second, more)]


SUITE = Suite(
    package="modelscope",
    imports=("modelscope.models.nlp.qwen", "modelscope.models.nlp.chatglm2"),
    folders=("modelscope/models/nlp/qwen", "modelscope/models/nlp/chatglm2"),
    stand_ins=("tests/packages/stand_ins",),
    cases=[
        ModelCase("modelscope qwen", qwen, _tokens, _forward),
        ModelCase("modelscope qwen, cached decoding", qwen, _tokens, _qwen_decode),
        ModelCase("modelscope qwen, hidden states", qwen, _tokens, _qwen_hidden),
        ModelCase(
            "modelscope qwen, dynamic NTK and log-n attention",
            lambda: qwen(seq_length=4, use_dynamic_ntk=True, use_logn_attn=True),
            _tokens,
            _forward,
        ),
        ModelCase("modelscope qwen, loss", qwen, _tokens_and_labels, _loss, gradients=True),
        ModelCase("modelscope chatglm2", chatglm2, _tokens, _forward),
        ModelCase("modelscope chatglm2, cached decoding", chatglm2, _tokens, _chatglm2_decode),
        ModelCase("modelscope chatglm2, padding", chatglm2, _tokens_and_padding, _forward),
        ModelCase("modelscope chatglm2, all heads", lambda: chatglm2(multi_query_attention=False), _tokens, _forward),
        ModelCase(
            "modelscope chatglm2, prefix", lambda: chatglm2(pre_seq_len=3, prefix_projection=True), _tokens, _forward
        ),
        ModelCase("modelscope chatglm2, loss", chatglm2, _tokens_and_labels, _loss, gradients=True),
    ],
    stubs=("modelscope", "transformers", "tiktoken", "sentencepiece", "cpm_kernels"),
)
