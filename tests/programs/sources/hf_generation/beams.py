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
prompt = torch.tensor([[7, 3, 11], [2, 19, 4], [1, 1, 8]])


def beams(name, **options):
    out = model.generate(prompt, return_dict_in_generate=True, output_scores=True, **options)
    show(name, out.sequences)
    show(name + " scores", out.sequences_scores.reshape(-1, 1))
    show(name + " indices", out.beam_indices)


beams("three", num_beams=3, max_new_tokens=12)
beams("all", num_beams=4, num_return_sequences=4, max_new_tokens=6)
for early in (False, True, "never"):
    for penalty in (-1.0, 0.0, 1.0, 2.5):
        beams(
            f"early {early} {penalty}",
            num_beams=3,
            max_new_tokens=10,
            early_stopping=early,
            length_penalty=penalty,
            eos_token_id=[5, 9, 12, 20, 17],
            num_return_sequences=2,
        )
beams("penalised", num_beams=3, max_new_tokens=8, repetition_penalty=1.5, no_repeat_ngram_size=2)
beams("no end", num_beams=2, max_new_tokens=5, eos_token_id=None)
show("ids only", model.generate(prompt, num_beams=3, max_new_tokens=7, use_cache=False))
show(
    "minimum", model.generate(prompt, num_beams=3, max_new_tokens=7, min_new_tokens=4, eos_token_id=[5, 9, 12, 20, 17])
)
show(
    "prefix",
    model.generate(prompt, num_beams=2, max_new_tokens=4, prefix_allowed_tokens_fn=lambda row, ids: [row, row + 3, 9]),
)
