"""A simple, flexible implementation of a GLM/MPT-shaped decoder."""
import copy
import importlib
import math
import pathlib
import re
import sys
import warnings
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import Any, Callable, Dict, List, Mapping, MutableMapping, Optional, Tuple, Union

import torch
import torch.nn.functional as F
import torch.utils.checkpoint
from torch import Tensor, nn
from torch.nn import CrossEntropyLoss, LayerNorm
from torch.nn.utils import skip_init
from transformers import PreTrainedTokenizer, GenerationConfig, StoppingCriteriaList
from transformers.generation.logits_process import LogitsProcessor, LogitsProcessorList
from transformers.generation.utils import GenerateOutput, ModelOutput
from transformers.modeling_outputs import BaseModelOutputWithPast, CausalLMOutputWithPast
from transformers.modeling_utils import PreTrainedModel
from transformers.utils import logging

from .configuration_glimmer import GlimmerConfig
from .norm import NORM_CLASS_REGISTRY, RMSNorm

logger = logging.get_logger(__name__)

try:
    from einops import rearrange
except ImportError:
    rearrange = None

try:
    import xformers.ops as xops
except Exception:
    xops = None

flash_attn_unpadded_func = None
SUPPORT_CUDA = torch.cuda.is_available()
SUPPORT_BF16 = SUPPORT_CUDA and torch.cuda.is_bf16_supported()
SUPPORT_FP16 = SUPPORT_CUDA and torch.cuda.get_device_capability(0)[0] >= 7
SUPPORT_TORCH2 = hasattr(torch, "__version__") and int(torch.__version__.split(".")[0]) >= 2

# flags required to enable jit fusion kernels
if sys.platform != "darwin":
    torch._C._jit_set_profiling_mode(False)
    torch._C._jit_set_profiling_executor(False)
    torch._C._jit_override_can_fuse_on_cpu(True)
    torch._C._jit_override_can_fuse_on_gpu(True)


def _import_flash_attn():
    global flash_attn_unpadded_func
    try:
        from flash_attn.flash_attn_interface import flash_attn_varlen_func as __flash_attn_unpadded_func

        flash_attn_unpadded_func = __flash_attn_unpadded_func
    except ImportError:
        logger.warning("Warning: import flash_attn fail")


def default_init(cls, *args, **kwargs):
    return cls(*args, **kwargs)


class InvalidScoreLogitsProcessor(LogitsProcessor):
    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        if torch.isnan(scores).any() or torch.isinf(scores).any():
            scores.zero_()
            scores[..., 5] = 5e4
        return scores


@torch.jit.script
def apply_rotary_pos_emb(x: torch.Tensor, rope_cache: torch.Tensor) -> torch.Tensor:
    # x: [sq, b, np, hn]
    sq, b, np, hn = x.size(0), x.size(1), x.size(2), x.size(3)
    rot_dim = rope_cache.shape[-2] * 2
    x, x_pass = x[..., :rot_dim], x[..., rot_dim:]
    rope_cache = rope_cache[:sq]
    xshaped = x.reshape(sq, -1, np, rot_dim // 2, 2)
    rope_cache = rope_cache.view(sq, -1, 1, xshaped.size(3), 2)
    x_out2 = torch.stack(
        [
            xshaped[..., 0] * rope_cache[..., 0] - xshaped[..., 1] * rope_cache[..., 1],
            xshaped[..., 1] * rope_cache[..., 0] + xshaped[..., 0] * rope_cache[..., 1],
        ],
        -1,
    )
    x_out2 = x_out2.flatten(3)
    return torch.cat((x_out2, x_pass), dim=-1)


@torch.jit.script
def gelu_impl(x):
    return 0.5 * x * (1.0 + torch.tanh(0.7978845608028654 * x * (1.0 + 0.044715 * x * x)))


def gen_slopes(n_heads: int, alibi_bias_max: int = 8, device: Optional[torch.device] = None) -> torch.Tensor:
    _n_heads = 2 ** math.ceil(math.log2(n_heads))
    m = torch.arange(1, _n_heads + 1, dtype=torch.float32, device=device)
    m = m.mul(alibi_bias_max / _n_heads)
    slopes = 1.0 / torch.pow(2, m)
    if _n_heads != n_heads:
        slopes = torch.concat([slopes[1::2], slopes[::2]])[:n_heads]
    return slopes.view(1, n_heads, 1, 1)


def build_alibi_bias(n_heads, seq_len, full=False, alibi_bias_max=8, device=None, dtype=None):
    alibi_bias = torch.arange(1 - seq_len, 1, dtype=torch.int32, device=device).view(1, 1, 1, seq_len)
    if full:
        alibi_bias = alibi_bias - torch.arange(1 - seq_len, 1, dtype=torch.int32, device=device).view(1, 1, seq_len, 1)
        alibi_bias = alibi_bias.abs().mul(-1)
    alibi_bias = alibi_bias * gen_slopes(n_heads, alibi_bias_max, device=device)
    return alibi_bias.to(dtype=dtype)


class RotaryEmbedding(nn.Module):
    def __init__(self, dim, original_impl=False, device=None, dtype=None):
        super().__init__()
        inv_freq = 1.0 / (10000 ** (torch.arange(0, dim, 2, device=device).to(dtype=dtype) / dim))
        self.register_buffer("inv_freq", inv_freq)
        self.dim = dim

    def forward_impl(self, seq_len: int, n_elem: int, dtype: torch.dtype, device: torch.device, base: int = 10000):
        theta = 1.0 / (base ** (torch.arange(0, n_elem, 2, dtype=torch.float, device=device) / n_elem))
        seq_idx = torch.arange(seq_len, dtype=torch.float, device=device)
        idx_theta = torch.outer(seq_idx, theta).float()
        cache = torch.stack([torch.cos(idx_theta), torch.sin(idx_theta)], dim=-1)
        if dtype in (torch.float16, torch.bfloat16, torch.int8):
            cache = cache.bfloat16() if dtype == torch.bfloat16 else cache.half()
        return cache

    def forward(self, max_seq_len, offset=0):
        return self.forward_impl(max_seq_len, self.dim, dtype=self.inv_freq.dtype, device=self.inv_freq.device)


class CoreAttention(torch.nn.Module):
    def __init__(self, config, layer_number):
        super().__init__()
        self.layer_number = max(1, layer_number)
        self.num_heads = config.n_heads
        self.scale = config.attn_config.get("softmax_scale") or 1 / math.sqrt(config.d_model // config.n_heads)
        self.attention_dropout = torch.nn.Dropout(config.attn_config["attn_pdrop"])

    def forward(self, query_layer, key_layer, value_layer, attention_mask, attn_bias):
        pytorch_major_version = int(torch.__version__.split(".")[0])
        if pytorch_major_version >= 2 and attn_bias is None:
            query_layer, key_layer, value_layer = [k.permute(1, 2, 0, 3) for k in [query_layer, key_layer, value_layer]]
            if attention_mask is None and query_layer.shape[2] == key_layer.shape[2]:
                context_layer = torch.nn.functional.scaled_dot_product_attention(
                    query_layer, key_layer, value_layer, is_causal=True
                )
            else:
                if attention_mask is not None:
                    attention_mask = ~attention_mask
                context_layer = torch.nn.functional.scaled_dot_product_attention(
                    query_layer, key_layer, value_layer, attention_mask
                )
            context_layer = context_layer.permute(2, 0, 1, 3)
            new_context_layer_shape = context_layer.size()[:-2] + (-1,)
            return context_layer.reshape(*new_context_layer_shape)
        # [b, np, sq, sk]
        output_size = (query_layer.size(1), query_layer.size(2), query_layer.size(0), key_layer.size(0))
        query_layer = query_layer.reshape(output_size[2], output_size[0] * output_size[1], -1)
        key_layer = key_layer.reshape(output_size[3], output_size[0] * output_size[1], -1)
        matmul_input_buffer = torch.empty(
            output_size[0] * output_size[1], output_size[2], output_size[3], dtype=query_layer.dtype,
            device=query_layer.device,
        )
        matmul_result = torch.baddbmm(
            matmul_input_buffer, query_layer.transpose(0, 1), key_layer.transpose(0, 1).transpose(1, 2), beta=0.0,
            alpha=self.scale,
        )
        attention_scores = matmul_result.view(*output_size).float()
        if attn_bias is not None:
            _s_q = max(0, attn_bias.size(2) - output_size[2])
            _s_k = max(0, attn_bias.size(3) - output_size[3])
            attention_scores = attention_scores + attn_bias[:, :, :, _s_k:]
        if attention_mask is None and attention_scores.shape[2] == attention_scores.shape[3]:
            attention_mask = torch.ones(
                output_size[0], 1, output_size[2], output_size[3], device=attention_scores.device, dtype=torch.bool
            )
            attention_mask.tril_()
            attention_mask = ~attention_mask
        if attention_mask is not None:
            attention_scores = attention_scores.masked_fill(attention_mask, float("-inf"))
        attention_probs = F.softmax(attention_scores, dim=-1).type_as(value_layer)
        attention_probs = self.attention_dropout(attention_probs)
        output_size = (value_layer.size(1), value_layer.size(2), query_layer.size(0), value_layer.size(3))
        value_layer = value_layer.reshape(value_layer.size(0), output_size[0] * output_size[1], -1)
        attention_probs = attention_probs.view(output_size[0] * output_size[1], output_size[2], -1)
        context_layer = torch.bmm(attention_probs, value_layer.transpose(0, 1)).view(*output_size)
        context_layer = context_layer.permute(2, 0, 1, 3).contiguous()
        return context_layer.view(*(context_layer.size()[:-2] + (-1,)))


class GlimmerBlock(nn.Module):
    def __init__(self, config, layer_number, device=None):
        super().__init__()
        norm_class = NORM_CLASS_REGISTRY[config.norm_type.lower()]
        self.config = config
        self.head_dim = config.d_model // config.n_heads
        self.kv_heads = 1 if config.multi_query else config.n_heads
        self.input_layernorm = norm_class(config.d_model, device=device)
        self.query_key_value = nn.Linear(
            config.d_model, config.d_model + 2 * self.kv_heads * self.head_dim, bias=True, device=device
        )
        self.core_attention = CoreAttention(config, layer_number)
        self.dense = nn.Linear(config.d_model, config.d_model, bias=not config.no_bias, device=device)
        self.post_attention_layernorm = norm_class(config.d_model, device=device)
        init_method = skip_init if config.init_device == "meta" else default_init
        inner = config.expansion_ratio * config.d_model
        self.dense_h_to_4h = init_method(nn.Linear, config.d_model, inner * 2, bias=False)
        self.dense_4h_to_h = init_method(nn.Linear, inner, config.d_model, bias=False)

        def swiglu(x):
            x = torch.chunk(x, 2, dim=-1)
            return F.silu(x[0]) * x[1]

        self.activation_func = swiglu
        if config.no_bias:
            for module in self.modules():
                if module is not self.query_key_value and hasattr(module, "bias") and isinstance(module.bias, nn.Parameter):
                    module.register_parameter("bias", None)

    def forward(self, hidden_states, attention_mask, attn_bias, rotary_pos_emb, kv_cache=None, use_cache=True):
        layernorm_output = self.input_layernorm(hidden_states)
        mixed = self.query_key_value(layernorm_output)
        if self.config.attn_config["clip_qkv"]:
            mixed = mixed.clamp(min=-self.config.attn_config["clip_qkv"], max=self.config.attn_config["clip_qkv"])
        size = self.head_dim * self.kv_heads
        query_layer, key_layer, value_layer = mixed.split([self.config.d_model, size, size], dim=-1)
        query_layer = query_layer.view(query_layer.size()[:-1] + (self.config.n_heads, self.head_dim))
        key_layer = key_layer.view(key_layer.size()[:-1] + (self.kv_heads, self.head_dim))
        value_layer = value_layer.view(value_layer.size()[:-1] + (self.kv_heads, self.head_dim))
        if rotary_pos_emb is not None:
            query_layer = apply_rotary_pos_emb(query_layer, rotary_pos_emb)
            key_layer = apply_rotary_pos_emb(key_layer, rotary_pos_emb)
        if kv_cache is not None:
            cache_k, cache_v = kv_cache
            key_layer = torch.cat((cache_k, key_layer), dim=0)
            value_layer = torch.cat((cache_v, value_layer), dim=0)
        kv_cache = (key_layer, value_layer) if use_cache else None
        if self.config.multi_query:
            key_layer = key_layer.expand(-1, -1, self.config.n_heads, -1)
            value_layer = value_layer.expand(-1, -1, self.config.n_heads, -1)
        context_layer = self.core_attention(query_layer, key_layer, value_layer, attention_mask, attn_bias)
        attention_output = self.dense(context_layer)
        residual = layernorm_output if self.config.apply_residual else hidden_states
        layernorm_input = residual + F.dropout(attention_output, p=0.0, training=self.training)
        layernorm_output = self.post_attention_layernorm(layernorm_input)
        mlp_output = self.dense_4h_to_h(self.activation_func(self.dense_h_to_4h(layernorm_output)))
        return layernorm_input + gelu_impl(mlp_output), kv_cache


class GlimmerPreTrainedModel(PreTrainedModel):
    is_parallelizable = False
    supports_gradient_checkpointing = True
    config_class = GlimmerConfig
    base_model_prefix = "transformer"
    _no_split_modules = ["GlimmerBlock"]

    def _init_weights(self, module: nn.Module):
        """Initialize the weights."""
        return

    def get_masks(self, input_ids, past_key_values, padding_mask=None):
        batch_size, seq_length = input_ids.shape
        full_attention_mask = torch.ones(batch_size, seq_length, seq_length, device=input_ids.device)
        full_attention_mask.tril_()
        past_length = 0
        if past_key_values:
            past_length = past_key_values[0][0].shape[0]
        if past_length:
            full_attention_mask = torch.cat(
                (torch.ones(batch_size, seq_length, past_length, device=input_ids.device), full_attention_mask), dim=-1
            )
        if padding_mask is not None:
            full_attention_mask = full_attention_mask * padding_mask.unsqueeze(1)
        if not past_length and padding_mask is not None:
            full_attention_mask -= padding_mask.unsqueeze(-1) - 1
        full_attention_mask = (full_attention_mask < 0.5).bool()
        full_attention_mask.unsqueeze_(1)
        return full_attention_mask

    def get_position_ids(self, input_ids, device):
        batch_size, seq_length = input_ids.shape
        return torch.arange(seq_length, dtype=torch.long, device=device).unsqueeze(0).repeat(batch_size, 1)

    def _set_gradient_checkpointing(self, module, value=False):
        if isinstance(module, GlimmerModel):
            module.gradient_checkpointing = value


class GlimmerModel(GlimmerPreTrainedModel):
    def __init__(self, config: GlimmerConfig, device=None):
        super().__init__(config)
        if config.use_flash_attn == "auto":
            config.use_flash_attn = SUPPORT_BF16 or SUPPORT_FP16
        if config.use_flash_attn:
            _import_flash_attn()
        self.wte = nn.Embedding(config.vocab_size, config.d_model, device=device)
        self.blocks = nn.ModuleList([GlimmerBlock(config, i + 1, device=device) for i in range(config.n_layers)])
        self.alibi = config.position_encoding == "alibi"
        if not self.alibi:
            self.rotary_pos_emb = RotaryEmbedding(config.d_model // config.n_heads // 2, device=device)
        self.norm_f = NORM_CLASS_REGISTRY[config.norm_type.lower()](config.d_model, device=device)
        self._attn_bias_initialized = False
        self.attn_bias = None
        self.gradient_checkpointing = False
        self.post_init()

    def get_input_embeddings(self):
        return self.wte

    def set_input_embeddings(self, value):
        self.wte = value

    @torch.no_grad()
    def _attn_bias(self, device, dtype):
        if not self._attn_bias_initialized:
            self.attn_bias = torch.zeros((1, self.config.n_heads, 1, self.config.max_seq_len), device=device, dtype=dtype)
            bias = build_alibi_bias(self.config.n_heads, self.config.max_seq_len, device=device, dtype=dtype)
            self.attn_bias = self.attn_bias.add(bias)
            self._attn_bias_initialized = True
        return self.attn_bias.to(dtype=dtype, device=device)

    def forward(self, input_ids, position_ids=None, attention_mask=None, past_key_values=None, inputs_embeds=None,
                use_cache=None, output_hidden_states=None, return_dict=None, output_attentions=None):
        output_hidden_states = (
            output_hidden_states if output_hidden_states is not None else self.config.output_hidden_states
        )
        use_cache = use_cache if use_cache is not None else self.config.use_cache
        return_dict = return_dict if return_dict is not None else self.config.use_return_dict
        batch_size, seq_length = input_ids.shape
        if inputs_embeds is None:
            inputs_embeds = self.wte(input_ids)
        hidden_states = inputs_embeds.transpose(0, 1).contiguous()
        full_attention_mask = None
        if (attention_mask is not None and not attention_mask.all()) or (past_key_values and seq_length != 1):
            full_attention_mask = self.get_masks(input_ids, past_key_values, padding_mask=attention_mask)
        rotary = None
        if not self.alibi:
            rotary = self.rotary_pos_emb(self.config.max_seq_len)
            if position_ids is not None:
                rotary = rotary[position_ids].transpose(0, 1).contiguous()
            else:
                past = past_key_values[0][0].shape[0] if past_key_values else 0
                rotary = rotary[None, past : past + seq_length].transpose(0, 1).contiguous()
        attn_bias = self._attn_bias(hidden_states.device, torch.float32) if self.alibi else None
        if not past_key_values:
            past_key_values = [None for _ in range(self.config.n_layers)]
        presents = () if use_cache else None
        if self.gradient_checkpointing and self.training:
            if use_cache:
                logger.warning_once("`use_cache=True` is incompatible with gradient checkpointing.")
                use_cache = False
        all_hidden_states = () if output_hidden_states else None
        for index, block in enumerate(self.blocks):
            if output_hidden_states:
                all_hidden_states = all_hidden_states + (hidden_states,)
            if self.gradient_checkpointing and self.training:

                def create_custom_forward(module):
                    def custom_forward(*inputs):
                        return module(*inputs, use_cache=False)

                    return custom_forward

                layer_ret = torch.utils.checkpoint.checkpoint(
                    create_custom_forward(block), hidden_states, full_attention_mask, attn_bias, rotary,
                    past_key_values[index],
                )
            else:
                layer_ret = block(
                    hidden_states, full_attention_mask, attn_bias, rotary, kv_cache=past_key_values[index],
                    use_cache=use_cache,
                )
            hidden_states, kv_cache = layer_ret
            if use_cache:
                presents = presents + (kv_cache,)
        hidden_states = self.norm_f(hidden_states)
        if output_hidden_states:
            all_hidden_states = all_hidden_states + (hidden_states,)
        if not return_dict:
            return tuple(v for v in [hidden_states, presents, all_hidden_states] if v is not None)
        return BaseModelOutputWithPast(
            last_hidden_state=hidden_states, past_key_values=presents, hidden_states=all_hidden_states
        )


class GlimmerForCausalLM(GlimmerPreTrainedModel):
    _keys_to_ignore_on_load_unexpected = [r"h\.\d+\.attn\.masked_bias"]

    def __init__(self, config: GlimmerConfig, device=None):
        super().__init__(config)
        assert not (config.use_flash_attn is True and flash_attn_unpadded_func is None and SUPPORT_CUDA)
        self.transformer = GlimmerModel(config, device=device)
        self.output_layer = nn.Linear(config.d_model, config.vocab_size, bias=False, device=device)
        self.logit_scale = None
        if hasattr(config, "logit_scale") and config.logit_scale is not None:
            logit_scale = config.logit_scale
            if isinstance(logit_scale, str):
                if logit_scale == "inv_sqrt_d_model":
                    logit_scale = 1 / math.sqrt(config.d_model)
                else:
                    raise ValueError(f"logit_scale={logit_scale!r} is not recognized")
            self.logit_scale = logit_scale

    def _update_model_kwargs_for_generation(
        self, outputs: ModelOutput, model_kwargs: Dict[str, Any], is_encoder_decoder: bool = False,
        standardize_cache_format: bool = False,
    ) -> Dict[str, Any]:
        model_kwargs["past_key_values"] = self._extract_past_from_model_output(
            outputs, standardize_cache_format=standardize_cache_format
        )
        if "attention_mask" in model_kwargs:
            attention_mask = model_kwargs["attention_mask"]
            model_kwargs["attention_mask"] = torch.cat(
                [attention_mask, attention_mask.new_ones((attention_mask.shape[0], 1))], dim=-1
            )
        if "position_ids" in model_kwargs:
            position_ids = model_kwargs["position_ids"]
            new_position_id = position_ids[..., -1:].clone()
            new_position_id += 1
            model_kwargs["position_ids"] = torch.cat([position_ids, new_position_id], dim=-1)
        model_kwargs["is_first_forward"] = False
        return model_kwargs

    def prepare_inputs_for_generation(self, input_ids, past_key_values=None, attention_mask=None, position_ids=None,
                                      use_cache=None, is_first_forward: bool = True, **kwargs) -> dict:
        if position_ids is None:
            position_ids = self.get_position_ids(input_ids, device=input_ids.device)
        if not is_first_forward:
            if past_key_values is not None:
                position_ids = position_ids[..., -1:]
                input_ids = input_ids[:, -1:]
        return {
            "input_ids": input_ids,
            "past_key_values": past_key_values,
            "position_ids": position_ids,
            "attention_mask": attention_mask,
            "use_cache": use_cache,
        }

    def forward(self, input_ids=None, position_ids=None, attention_mask=None, past_key_values=None, inputs_embeds=None,
                labels=None, use_cache=None, output_attentions=None, output_hidden_states=None, return_dict=None):
        use_cache = use_cache if use_cache is not None else self.config.use_cache
        return_dict = return_dict if return_dict is not None else self.config.use_return_dict
        transformer_outputs = self.transformer(
            input_ids=input_ids, position_ids=position_ids, attention_mask=attention_mask,
            past_key_values=past_key_values, inputs_embeds=inputs_embeds, use_cache=use_cache,
            output_hidden_states=output_hidden_states, return_dict=return_dict,
        )
        hidden_states = transformer_outputs[0]
        lm_logits = F.linear(hidden_states, self.output_layer.weight).transpose(0, 1).contiguous()
        if self.logit_scale is not None:
            if self.logit_scale == 0:
                warnings.warn("Multiplying logits by self.logit_scale=0.")
            lm_logits *= self.logit_scale
        loss = None
        if labels is not None:
            lm_logits = lm_logits.to(torch.float32)
            shift_logits = lm_logits[..., :-1, :].contiguous()
            shift_labels = torch.roll(labels, shifts=-1)[..., :-1].contiguous()
            loss_fct = CrossEntropyLoss(ignore_index=-100)
            loss = loss_fct(shift_logits.view(-1, shift_logits.size(-1)), shift_labels.view(-1))
            lm_logits = lm_logits.to(hidden_states.dtype)
            loss = loss.to(hidden_states.dtype)
        if not return_dict:
            output = (lm_logits,) + transformer_outputs[1:]
            return ((loss,) + output) if loss is not None else output
        return CausalLMOutputWithPast(
            loss=loss, logits=lm_logits, past_key_values=transformer_outputs.past_key_values,
            hidden_states=transformer_outputs.hidden_states, attentions=transformer_outputs.attentions,
        )

    @staticmethod
    def _reorder_cache(past, beam_idx):
        return tuple(
            (
                layer_past[0].index_select(1, beam_idx.to(layer_past[0].device)),
                layer_past[1].index_select(1, beam_idx.to(layer_past[1].device)),
            )
            for layer_past in past
        )

    def process_response(self, response):
        response = response.strip()
        for item in [[",", "，"], ["!", "！"]]:
            response = re.sub(r"([\u4e00-\u9fff])%s" % item[0], r"\1%s" % item[1], response)
        return response

    def build_inputs(self, tokenizer, query: str, history: List[Tuple[str, str]] = None):
        prompt = " ".join(f"{q} {r}" for q, r in history or []) + " " + query
        inputs = tokenizer([prompt], return_tensors="pt")
        return inputs.to(self.device)

    @torch.inference_mode()
    def chat(self, tokenizer, query: str, history: List[Tuple[str, str]] = None, max_length: int = 64, num_beams=1,
             do_sample=True, top_p=0.8, temperature=0.8, logits_processor=None, **kwargs):
        if history is None:
            history = []
        if logits_processor is None:
            logits_processor = LogitsProcessorList()
        logits_processor.append(InvalidScoreLogitsProcessor())
        gen_kwargs = {"num_beams": num_beams, "do_sample": do_sample, "top_p": top_p, "temperature": temperature,
                      "logits_processor": logits_processor, **kwargs}
        inputs = self.build_inputs(tokenizer, query, history=history)
        outputs = self.generate(**inputs, **gen_kwargs)
        outputs = outputs.tolist()[0][len(inputs["input_ids"][0]) :]
        response = self.process_response(tokenizer.decode(outputs))
        history = history + [(query, response)]
        return response, history

    @torch.inference_mode()
    def stream_chat(self, tokenizer, query, history=None, max_new_tokens=6, **kwargs):
        inputs = self.build_inputs(tokenizer, query, history=history)
        for outputs in self.stream_generate(**inputs, max_new_tokens=max_new_tokens, do_sample=False, **kwargs):
            outputs = outputs.tolist()[0][len(inputs["input_ids"][0]) :]
            response = tokenizer.decode(outputs)
            if response and response[-1] != "�":
                yield self.process_response(response), (history or []) + [(query, response)]

    @torch.inference_mode()
    def stream_generate(self, input_ids, generation_config: Optional[GenerationConfig] = None,
                        logits_processor: Optional[LogitsProcessorList] = None,
                        stopping_criteria: Optional[StoppingCriteriaList] = None,
                        prefix_allowed_tokens_fn: Optional[Callable[[int, torch.Tensor], List[int]]] = None, **kwargs):
        batch_size, input_ids_seq_length = input_ids.shape[0], input_ids.shape[-1]
        if generation_config is None:
            generation_config = self.generation_config
        generation_config = copy.deepcopy(generation_config)
        model_kwargs = generation_config.update(**kwargs)
        model_kwargs["use_cache"] = generation_config.use_cache
        eos_token_id = generation_config.eos_token_id
        if isinstance(eos_token_id, int):
            eos_token_id = [eos_token_id]
        eos_token_id_tensor = torch.tensor(eos_token_id).to(input_ids.device) if eos_token_id is not None else None
        generation_config.max_length = generation_config.max_new_tokens + input_ids_seq_length
        logits_processor = logits_processor if logits_processor is not None else LogitsProcessorList()
        stopping_criteria = stopping_criteria if stopping_criteria is not None else StoppingCriteriaList()
        logits_processor = self._get_logits_processor(
            generation_config=generation_config, input_ids_seq_length=input_ids_seq_length,
            encoder_input_ids=input_ids, prefix_allowed_tokens_fn=prefix_allowed_tokens_fn,
            logits_processor=logits_processor,
        )
        stopping_criteria = self._get_stopping_criteria(
            generation_config=generation_config, stopping_criteria=stopping_criteria
        )
        logits_warper = self._get_logits_warper(generation_config)
        unfinished_sequences = input_ids.new(input_ids.shape[0]).fill_(1)
        scores = None
        while True:
            model_inputs = self.prepare_inputs_for_generation(input_ids, **model_kwargs)
            outputs = self(**model_inputs, return_dict=True, output_attentions=False, output_hidden_states=False)
            next_token_logits = outputs.logits[:, -1, :]
            next_token_scores = logits_processor(input_ids, next_token_logits)
            next_token_scores = logits_warper(input_ids, next_token_scores)
            probs = nn.functional.softmax(next_token_scores, dim=-1)
            if generation_config.do_sample:
                next_tokens = torch.multinomial(probs, num_samples=1).squeeze(1)
            else:
                next_tokens = torch.argmax(probs, dim=-1)
            input_ids = torch.cat([input_ids, next_tokens[:, None]], dim=-1)
            model_kwargs = self._update_model_kwargs_for_generation(
                outputs, model_kwargs, is_encoder_decoder=self.config.is_encoder_decoder
            )
            unfinished_sequences = unfinished_sequences.mul(
                next_tokens.tile(eos_token_id_tensor.shape[0], 1).ne(eos_token_id_tensor.unsqueeze(1)).prod(dim=0)
            )
            yield input_ids
            if unfinished_sequences.max() == 0 or stopping_criteria(input_ids, scores):
                break
