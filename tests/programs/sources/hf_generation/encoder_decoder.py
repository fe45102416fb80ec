import torch
from torch import nn
from transformers import GenerationConfig, PretrainedConfig
from transformers.cache_utils import DynamicCache, EncoderDecoderCache
from transformers.generation.utils import GenerationMixin
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput


def numbers(*shape, step=0.37, size=1.0):
    count = 1
    for length in shape:
        count *= length
    return (torch.sin(torch.arange(1, count + 1, dtype=torch.float32) * step + 0.1 * count) * size).reshape(shape)


def attend(q, k, v, mask):
    return torch.softmax(q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5 + mask, dim=-1) @ v


class Encoder(nn.Module):
    main_input_name = "input_ids"

    def __init__(self, table):
        super().__init__()
        self.table = table
        self.mix = nn.Parameter(numbers(8, 8, step=1.9))

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        output_attentions=None,
        output_hidden_states=None,
        return_dict=None,
    ):
        x = self.table[input_ids] if inputs_embeds is None else inputs_embeds
        mask = torch.zeros(x.shape[0], 1, x.shape[1])
        if attention_mask is not None:
            mask = mask + (1.0 - attention_mask[:, None, :].float()) * -1e9
        y = x + attend(x @ self.mix, x, x, mask)
        return BaseModelOutput(last_hidden_state=y, hidden_states=(x, y) if output_hidden_states else None)


class Translator(nn.Module, GenerationMixin):
    main_input_name = "input_ids"
    base_model_prefix = ""
    _is_stateful = False

    def __init__(self, **generation):
        super().__init__()
        self.config = PretrainedConfig(vocab_size=19, is_encoder_decoder=True, num_hidden_layers=1, hidden_size=8)
        self.generation_config = GenerationConfig(**generation)
        self.table = nn.Parameter(numbers(19, 8, step=2.3))
        self.places = nn.Parameter(numbers(40, 8, step=0.9, size=1.5))
        self.encoder = Encoder(self.table)
        self.cross = nn.Parameter(numbers(8, 8, step=1.3))
        self.head = nn.Parameter(numbers(8, 19, step=5.3, size=2.0))

    @property
    def device(self):
        return self.table.device

    @property
    def dtype(self):
        return self.table.dtype

    def get_encoder(self):
        return self.encoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        use_cache=None,
        output_hidden_states=None,
        cache_position=None,
        return_dict=None,
    ):
        if encoder_outputs is None:
            encoder_outputs = self.encoder(input_ids, attention_mask)
        states = encoder_outputs.last_hidden_state
        x = self.table[decoder_input_ids]
        if use_cache and past_key_values is None:
            past_key_values = EncoderDecoderCache(DynamicCache(), DynamicCache())
        seen = past_key_values.get_seq_length() if past_key_values is not None else 0
        length = x.shape[1]
        x = x + self.places[torch.arange(seen, seen + length)]
        k = v = x.unsqueeze(1)
        if past_key_values is not None:
            k, v = past_key_values.self_attention_cache.update(k, v, 0)
        causal = torch.arange(seen + length).unsqueeze(0) > torch.arange(seen, seen + length).unsqueeze(1)
        x = x + attend(x, k.squeeze(1), v.squeeze(1), torch.zeros(length, seen + length).masked_fill(causal, -1e9))
        mask = torch.zeros(1)
        if attention_mask is not None:
            mask = (1.0 - attention_mask[:, None, :].float()) * -1e9
        y = x + attend(x @ self.cross, states, states, mask)
        return Seq2SeqLMOutput(
            logits=y @ self.head,
            past_key_values=past_key_values,
            decoder_hidden_states=(x, y) if output_hidden_states else None,
            encoder_last_hidden_state=states,
        )


def show(name, value):
    if value.is_floating_point():
        print(name, [[round(float(x), 3) for x in row] for row in value.reshape(value.shape[0], -1).tolist()])
    else:
        print(name, value.tolist())


model = Translator(pad_token_id=0, eos_token_id=3, decoder_start_token_id=2)
source = torch.tensor([[7, 11, 5, 3], [9, 4, 3, 0]])
show("greedy", model.generate(source, max_new_tokens=10))
show("mask", model.generate(source, attention_mask=torch.ones_like(source), max_new_tokens=10))
show("no cache", model.generate(source, max_new_tokens=10, use_cache=False))
show("beams", model.generate(source, max_new_tokens=10, num_beams=3, num_return_sequences=2))
show("prompted", model.generate(source, decoder_input_ids=torch.tensor([[2, 6], [2, 8]]), max_new_tokens=5))
show("start added", model.generate(source, decoder_input_ids=torch.tensor([[6], [8]]), max_new_tokens=5))
show("starts", model.generate(source, decoder_start_token_id=[4, 6], max_new_tokens=5))
encoded = model.get_encoder()(source, (source != 0).long())
show("encoded", model.generate(encoder_outputs=encoded, max_new_tokens=5))
show("embeds", model.generate(inputs_embeds=model.table[source], max_new_tokens=5))
show("forced", model.generate(source, forced_bos_token_id=8, forced_eos_token_id=3, max_length=6))
show("encoder ngrams", model.generate(source, encoder_no_repeat_ngram_size=1, repetition_penalty=1.5, max_new_tokens=6))
out = model.generate(
    source, max_new_tokens=4, return_dict_in_generate=True, output_scores=True, output_hidden_states=True
)
print(type(out).__name__, list(out.keys()), type(out.past_key_values).__name__)
print(
    [tuple(t.shape) for t in out.encoder_hidden_states],
    [[tuple(t.shape) for t in step] for step in out.decoder_hidden_states],
)
show("scores", out.scores[-1])
out = model.generate(source, num_beams=2, max_new_tokens=6, return_dict_in_generate=True, output_scores=True)
print(type(out).__name__, list(out.keys()))
show("sequences", out.sequences)
show("scores", out.sequences_scores.reshape(-1, 1))
try:
    Translator(pad_token_id=0, eos_token_id=3).generate(source)
except ValueError as error:
    print(type(error).__name__)
