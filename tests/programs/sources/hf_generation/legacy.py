import torch
from torch import nn
from transformers import GenerationConfig, PretrainedConfig
from transformers.cache_utils import DynamicCache
from transformers.generation.utils import GenerationMixin
from transformers.modeling_outputs import CausalLMOutputWithPast


def numbers(*shape, step=0.37, size=1.0):
    count = 1
    for length in shape:
        count *= length
    return (torch.sin(torch.arange(1, count + 1, dtype=torch.float32) * step + 0.1 * count) * size).reshape(shape)


class Attention(nn.Module):
    def __init__(self, hidden, heads, layer):
        super().__init__()
        self.heads, self.layer = heads, layer
        self.qkv = nn.Parameter(numbers(hidden, 3 * hidden, step=1.7 + layer, size=0.7))

    def forward(self, x, mask, past):
        batch, length, hidden = x.shape
        q, k, v = (x @ self.qkv).chunk(3, dim=-1)
        q, k, v = (t.reshape(batch, length, self.heads, -1).transpose(1, 2) for t in (q, k, v))
        if past is not None:
            k, v = past.update(k, v, self.layer)
        weights = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5 + mask
        weights = torch.softmax(weights, dim=-1)
        return (weights @ v).transpose(1, 2).reshape(batch, length, hidden), weights


class Tiny(nn.Module, GenerationMixin):
    main_input_name = "input_ids"
    base_model_prefix = ""
    _is_stateful = False

    def __init__(self, vocabulary=23, hidden=8, layers=2, heads=2, **generation):
        super().__init__()
        self.config = PretrainedConfig(vocab_size=vocabulary, num_hidden_layers=layers, hidden_size=hidden)
        self.generation_config = GenerationConfig(**generation)
        self.embedding = nn.Parameter(numbers(vocabulary, hidden, step=2.3))
        self.positions = nn.Parameter(numbers(64, hidden, step=0.9, size=1.6))
        self.layers = nn.ModuleList([Attention(hidden, heads, layer) for layer in range(layers)])
        self.head = nn.Parameter(numbers(hidden, vocabulary, step=3.1, size=2.0))
        self.lengths = []

    @property
    def device(self):
        return self.embedding.device

    @property
    def dtype(self):
        return self.embedding.dtype

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        use_cache=None,
        output_attentions=None,
        output_hidden_states=None,
        cache_position=None,
        return_dict=None,
    ):
        x = self.embedding[input_ids] if inputs_embeds is None else inputs_embeds
        self.lengths.append(x.shape[1])
        if use_cache and past_key_values is None:
            past_key_values = DynamicCache()
        seen = past_key_values.get_seq_length() if past_key_values is not None else 0
        length = x.shape[1]
        if position_ids is None:
            position_ids = torch.arange(seen, seen + length).unsqueeze(0)
        x = x + self.positions[position_ids]
        causal = torch.arange(seen + length).unsqueeze(0) > torch.arange(seen, seen + length).unsqueeze(1)
        mask = torch.zeros(length, seen + length).masked_fill(causal, -1e9).unsqueeze(0).unsqueeze(0)
        if attention_mask is not None:
            mask = mask + (1.0 - attention_mask[:, None, None, :].float()) * -1e9
        hidden_states, attentions = (x,), ()
        for layer in self.layers:
            y, weights = layer(x, mask, past_key_values)
            x = x + y
            hidden_states += (x,)
            attentions += (weights,)
        return CausalLMOutputWithPast(
            logits=x @ self.head,
            past_key_values=past_key_values,
            hidden_states=hidden_states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


def show(name, value):
    if isinstance(value, torch.Tensor):
        if value.is_floating_point():
            value = [[round(float(x), 3) for x in row] for row in value.reshape(value.shape[0], -1).tolist()]
        else:
            value = value.tolist()
    print(name, value)


class Legacy(Tiny):
    """A model in the style of 4.30: tuples of keys and values, its own preparation, no cache positions."""

    def forward(self, input_ids, past_key_values=None, attention_mask=None, use_cache=None, return_dict=None):
        cache = DynamicCache()
        if past_key_values is not None:
            for layer, (k, v) in enumerate(past_key_values):
                cache.update(k, v, layer)
        out = super().forward(input_ids, attention_mask, past_key_values=cache, use_cache=use_cache)
        past = tuple((cache.layers[i].keys, cache.layers[i].values) for i in range(len(self.layers)))
        return CausalLMOutputWithPast(logits=out.logits, past_key_values=past if use_cache else None)

    def prepare_inputs_for_generation(
        self, input_ids, past_key_values=None, attention_mask=None, use_cache=None, **kwargs
    ):
        if past_key_values:
            input_ids = input_ids[:, -1:]
        return {
            "input_ids": input_ids,
            "past_key_values": past_key_values,
            "attention_mask": attention_mask,
            "use_cache": use_cache,
        }

    def _update_model_kwargs_for_generation(self, outputs, model_kwargs, is_encoder_decoder=False, **kwargs):
        model_kwargs["past_key_values"] = outputs.past_key_values
        if "attention_mask" in model_kwargs:
            mask = model_kwargs["attention_mask"]
            model_kwargs["attention_mask"] = torch.cat([mask, mask.new_ones((mask.shape[0], 1))], dim=-1)
        return model_kwargs

    @staticmethod
    def _reorder_cache(past_key_values, beam_idx):
        return tuple(tuple(t.index_select(0, beam_idx.to(t.device)) for t in layer) for layer in past_key_values)

    @classmethod
    def _supports_default_dynamic_cache(cls):
        return False


model = Legacy(pad_token_id=0, eos_token_id=5)
prompt = torch.tensor([[7, 3, 11], [2, 19, 4]])
show("greedy", model.generate(prompt, max_new_tokens=9))
print(model.lengths[:3])
show("beams", model.generate(prompt, max_new_tokens=9, num_beams=3, num_return_sequences=2))
show("no cache", model.generate(prompt, max_new_tokens=9, use_cache=False))
show("two", model.generate(prompt, max_new_tokens=4, do_sample=True, top_k=1, num_return_sequences=2))
