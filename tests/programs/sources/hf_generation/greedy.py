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


model = Tiny(pad_token_id=0, eos_token_id=5)
prompt = torch.tensor([[7, 3, 11], [2, 19, 4]])
show("greedy", model.generate(prompt, max_new_tokens=20))
print("lengths", model.lengths[:3])
show("no cache", model.generate(prompt, max_new_tokens=20, use_cache=False))
print("lengths", model.lengths[-3:])
show("no end", model.generate(prompt, max_new_tokens=12, eos_token_id=None))
show("ends", model.generate(prompt, max_new_tokens=20, eos_token_id=[5, 9, 16, 1]))
show("max_length", model.generate(prompt, max_length=9))
show("default", model.generate(prompt, eos_token_id=None))
show("min_new_tokens", model.generate(prompt, max_new_tokens=10, min_new_tokens=6, eos_token_id=[5, 9, 16, 1]))
show("min_length", model.generate(prompt, max_new_tokens=10, min_length=8, eos_token_id=[5, 9, 16, 1]))
padded = torch.tensor([[0, 0, 7, 3], [2, 19, 4, 8]])
show("inferred mask", model.generate(padded, max_new_tokens=6))
show("given mask", model.generate(padded, attention_mask=(padded != 0).long(), max_new_tokens=6))
show("all ones", model.generate(padded, attention_mask=torch.ones_like(padded), max_new_tokens=6))
show("keyword", model.generate(input_ids=prompt, generation_config=GenerationConfig(max_new_tokens=4, pad_token_id=0)))
embeds = model.embedding[prompt]
show("embeds", model.generate(inputs_embeds=embeds, max_new_tokens=6))
show("embeds and ids", model.generate(prompt, inputs_embeds=embeds, max_new_tokens=6))
show("one", model.generate(prompt[:1], max_new_tokens=5))
for name, options in {
    "repetition": dict(repetition_penalty=1.4),
    "ngrams": dict(no_repeat_ngram_size=2),
    "bad words": dict(bad_words_ids=[[3], [9, 16], [1]]),
    "bias": dict(sequence_bias={(4,): 30.0, (3, 4): -50.0}),
    "suppressed": dict(suppress_tokens=[1, 3, 9], begin_suppress_tokens=[16, 2]),
    "forced": dict(forced_eos_token_id=5),
    "decay": dict(exponential_decay_length_penalty=(2, 1.6)),
    "encoder": dict(encoder_repetition_penalty=1.5),
    "encoder ngrams": dict(encoder_no_repeat_ngram_size=1),
    "guided": dict(guidance_scale=1.5),
    "normalised": dict(renormalize_logits=True, remove_invalid_values=True),
}.items():
    show(name, model.generate(prompt, max_new_tokens=8, **options))
show("prefix", model.generate(prompt, max_new_tokens=5, prefix_allowed_tokens_fn=lambda row, ids: [row + 1, 7, 8, 9]))
try:
    model.generate(prompt, max_new_tokens=2, unknown_argument=1)
except ValueError:
    print("refused")
try:
    model.generate(prompt, max_length=3)
except ValueError:
    print("too long")
