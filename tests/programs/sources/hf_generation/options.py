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


from transformers import LogitsProcessor, LogitsProcessorList, StoppingCriteria, StoppingCriteriaList
from transformers.generation.streamers import BaseStreamer


class Only(LogitsProcessor):
    def __init__(self, tokens):
        self.tokens = tokens

    def __call__(self, input_ids, scores):
        kept = torch.full_like(scores, float("-inf"))
        kept[:, self.tokens] = scores[:, self.tokens]
        return kept


class StopAt(StoppingCriteria):
    def __init__(self, token, whole):
        self.token, self.whole = token, whole

    def __call__(self, input_ids, scores, **kwargs):
        found = input_ids[:, -1] == self.token
        return bool(found.any()) if self.whole else found


class Recorder(BaseStreamer):
    def __init__(self):
        self.seen = []

    def put(self, value):
        self.seen.append(value.tolist())

    def end(self):
        self.seen.append("end")


model = Tiny(pad_token_id=0, eos_token_id=5)
prompt = torch.tensor([[7, 3, 11], [2, 19, 4]])
show("only", model.generate(prompt, max_new_tokens=5, logits_processor=LogitsProcessorList([Only([4, 9, 13])])))
show("only, a list", model.generate(prompt, max_new_tokens=5, logits_processor=[Only([4, 9, 13])]))
free = model.generate(prompt, max_new_tokens=12, eos_token_id=None)
token = int(free[0, 8])
show(
    "stops rows",
    model.generate(prompt, max_new_tokens=12, stopping_criteria=StoppingCriteriaList([StopAt(token, False)])),
)
show(
    "stops all",
    model.generate(prompt, max_new_tokens=12, stopping_criteria=StoppingCriteriaList([StopAt(token, True)])),
)
show("beams stop", model.generate(prompt, num_beams=2, max_new_tokens=12, stopping_criteria=[StopAt(token, False)]))
streamer = Recorder()
model.generate(prompt[:1], max_new_tokens=4, streamer=streamer)
print(streamer.seen)
try:
    model.generate(prompt[:1], max_new_tokens=4, num_beams=2, streamer=streamer)
except ValueError:
    print("no streamer with beams")
show("top_k=1", model.generate(prompt, do_sample=True, top_k=1, max_new_tokens=6))
show("top_p", model.generate(prompt, do_sample=True, top_p=1e-6, temperature=0.3, max_new_tokens=6))
show("min_p", model.generate(prompt, do_sample=True, min_p=1.0, max_new_tokens=6, num_return_sequences=2))
sampled = model.generate(prompt, do_sample=True, max_new_tokens=6, eos_token_id=None, num_return_sequences=3)
print(tuple(sampled.shape), bool((sampled < 23).all()))
sampled = model.generate(prompt, do_sample=True, num_beams=3, max_new_tokens=4, eos_token_id=None)
print(tuple(sampled.shape), bool((sampled < 23).all()))
names = [
    type(p).__name__
    for p in model._get_logits_processor(GenerationConfig(repetition_penalty=1.2, no_repeat_ngram_size=2), 3)
]
print(names)
config = GenerationConfig(
    do_sample=True, temperature=0.5, top_p=0.9, min_new_tokens=2, eos_token_id=5, max_new_tokens=3
)
show("from a config", model.generate(prompt, generation_config=config, top_k=1))
show("own length", Tiny(pad_token_id=0, max_new_tokens=3).generate(prompt))
other = Tiny(pad_token_id=0)
other.generation_config = GenerationConfig(max_new_tokens=2, repetition_penalty=1.9, pad_token_id=0)
show("defaults of the model", other.generate(prompt, generation_config=GenerationConfig(max_new_tokens=6)))
show(
    "no defaults",
    other.generate(prompt, generation_config=GenerationConfig(max_new_tokens=6), use_model_defaults=False),
)
print(model.generation_config.max_new_tokens, model.generation_config.eos_token_id)
try:
    model.generate(prompt, num_beams=2, num_return_sequences=3, max_new_tokens=2)
except ValueError:
    print("too many")
