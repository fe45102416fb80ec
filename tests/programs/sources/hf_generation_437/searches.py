import torch
from torch import nn
from transformers import (
    BeamSearchScorer,
    ForceTokensLogitsProcessor,
    GenerationConfig,
    GenerationMixin,
    HammingDiversityLogitsProcessor,
    LogitsProcessorList,
    MaxLengthCriteria,
    MinLengthLogitsProcessor,
    PretrainedConfig,
    StoppingCriteriaList,
    TopKLogitsWarper,
    top_k_top_p_filtering,
)
from transformers.generation.stopping_criteria import MaxNewTokensCriteria
from transformers.modeling_outputs import CausalLMOutputWithPast


def numbers(*shape, step=0.37, size=1.0):
    count = 1
    for length in shape:
        count *= length
    return (torch.sin(torch.arange(1, count + 1, dtype=torch.float32) * step + 0.1 * count) * size).reshape(shape)


class Tuples(nn.Module, GenerationMixin):
    """Keys and values as tuples, and a preparation of its own, as models of 4.30 to 4.37 have them."""

    main_input_name = "input_ids"
    base_model_prefix = ""
    _supports_cache_class = False

    def __init__(self, vocabulary=23, hidden=8, layers=2, heads=2, **generation):
        super().__init__()
        self.config = PretrainedConfig(vocab_size=vocabulary, num_hidden_layers=layers, hidden_size=hidden)
        self.generation_config = GenerationConfig(**generation)
        self.heads = heads
        self.embedding = nn.Parameter(numbers(vocabulary, hidden, step=2.3))
        self.positions = nn.Parameter(numbers(64, hidden, step=0.9, size=1.6))
        self.qkv = nn.Parameter(numbers(layers, hidden, 3 * hidden, step=1.7, size=0.7))
        self.head = nn.Parameter(numbers(hidden, vocabulary, step=3.1, size=2.0))

    @property
    def device(self):
        return self.embedding.device

    def can_generate(self):
        return True

    def forward(
        self,
        input_ids,
        past_key_values=None,
        attention_mask=None,
        use_cache=None,
        output_attentions=None,
        output_hidden_states=None,
        return_dict=None,
    ):
        x = self.embedding[input_ids]
        batch, length, hidden = x.shape
        seen = past_key_values[0][0].shape[2] if past_key_values is not None else 0
        x = x + self.positions[torch.arange(seen, seen + length)]
        causal = torch.arange(seen + length).unsqueeze(0) > torch.arange(seen, seen + length).unsqueeze(1)
        mask = torch.zeros(length, seen + length).masked_fill(causal, -1e9).unsqueeze(0).unsqueeze(0)
        if attention_mask is not None:
            mask = mask + (1.0 - attention_mask[:, None, None, :].float()) * -1e9
        states, weights, kept = (x,), (), ()
        for layer in range(self.qkv.shape[0]):
            q, k, v = (x @ self.qkv[layer]).chunk(3, dim=-1)
            q, k, v = (t.reshape(batch, length, self.heads, -1).transpose(1, 2) for t in (q, k, v))
            if past_key_values is not None:
                k = torch.cat([past_key_values[layer][0], k], dim=2)
                v = torch.cat([past_key_values[layer][1], v], dim=2)
            kept += ((k, v),)
            w = torch.softmax(q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5 + mask, dim=-1)
            x = x + (w @ v).transpose(1, 2).reshape(batch, length, hidden)
            states, weights = states + (x,), weights + (w,)
        return CausalLMOutputWithPast(
            logits=x @ self.head,
            past_key_values=kept if use_cache else None,
            hidden_states=states if output_hidden_states else None,
            attentions=weights if output_attentions else None,
        )

    def prepare_inputs_for_generation(
        self, input_ids, past_key_values=None, attention_mask=None, use_cache=None, **kwargs
    ):
        if past_key_values is not None:
            input_ids = input_ids[:, -1:]
        return {
            "input_ids": input_ids,
            "past_key_values": past_key_values,
            "attention_mask": attention_mask,
            "use_cache": use_cache,
        }

    @staticmethod
    def _reorder_cache(past_key_values, beam_idx):
        return tuple(tuple(t.index_select(0, beam_idx.to(t.device)) for t in layer) for layer in past_key_values)


def show(name, value):
    if value is not None and value.is_floating_point():
        print(name, [[round(float(x), 2) for x in row] for row in value.reshape(value.shape[0], -1).tolist()])
    else:
        print(name, None if value is None else value.tolist())


model = Tuples(pad_token_id=0, eos_token_id=5, use_cache=True)
prompt = torch.tensor([[7, 3, 11], [2, 19, 4]])
eos = [5, 9, 12, 20, 17]
longest = StoppingCriteriaList([MaxLengthCriteria(max_length=12)])

show("greedy", model.generate(prompt, max_new_tokens=9))
show("greedy_search", model.greedy_search(prompt, stopping_criteria=longest, use_cache=True))
show("max_length", model.greedy_search(prompt, max_length=8, eos_token_id=eos, pad_token_id=1))
show("new tokens", model.greedy_search(prompt, stopping_criteria=StoppingCriteriaList([MaxNewTokensCriteria(3, 4)])))
processors = LogitsProcessorList(
    [MinLengthLogitsProcessor(8, eos_token_id=5), ForceTokensLogitsProcessor([[4, 6], [5, 2]])]
)
out = model.greedy_search(
    prompt,
    processors,
    longest,
    output_scores=True,
    return_dict_in_generate=True,
    output_attentions=True,
    use_cache=True,
)
print(list(out.keys()), len(out.past_key_values), tuple(out.attentions[1][0].shape))
show("sequences", out.sequences)
show("scores", out.scores[3])
show(
    "sample", model.sample(prompt, stopping_criteria=longest, logits_warper=LogitsProcessorList([TopKLogitsWarper(1)]))
)
for penalty, early in ((1.0, False), (0.0, True), (2.0, "never")):
    scorer = BeamSearchScorer(2, 3, model.device, penalty, early, 2, max_length=12)
    rows = prompt.repeat_interleave(3, dim=0)
    out = model.beam_search(
        rows,
        scorer,
        stopping_criteria=longest,
        use_cache=True,
        eos_token_id=eos,
        output_scores=True,
        return_dict_in_generate=True,
    )
    show(f"beam_search {penalty} {early}", out.sequences)
    show("scores", out.sequences_scores.reshape(-1, 1))
    show("rows", out.beam_indices)
scorer = BeamSearchScorer(2, 4, model.device, num_beam_groups=2, max_length=9)
diverse = LogitsProcessorList([HammingDiversityLogitsProcessor(5.5, num_beams=4, num_beam_groups=2)])
stop = StoppingCriteriaList([MaxLengthCriteria(max_length=9)])
show(
    "group_beam_search",
    model.group_beam_search(prompt.repeat_interleave(4, dim=0), scorer, diverse, stop, use_cache=True),
)
out = model.generate(
    prompt,
    num_beams=6,
    num_beam_groups=3,
    diversity_penalty=1.5,
    num_return_sequences=4,
    max_new_tokens=6,
    output_scores=True,
    return_dict_in_generate=True,
    eos_token_id=eos,
)
show("groups", out.sequences)
show("scores", out.sequences_scores.reshape(-1, 1))
show("last", out.scores[-1].argmax(-1))
show("beams", model.generate(prompt, num_beams=3, num_return_sequences=3, max_new_tokens=7, eos_token_id=eos))
show("contrastive", model.generate(prompt, penalty_alpha=0.6, top_k=4, max_new_tokens=9))
out = model.generate(
    prompt,
    penalty_alpha=0.3,
    top_k=3,
    max_new_tokens=6,
    output_scores=True,
    return_dict_in_generate=True,
    output_hidden_states=True,
)
show("contrastive", out.sequences)
show("scores", out.scores[4])
print(
    list(out.keys()),
    [[tuple(t.shape) for t in step] for step in out.hidden_states],
    tuple(out.past_key_values[0][0].shape),
)
scores = numbers(2, 23, step=1.7, size=3.0)
show("top k", top_k_top_p_filtering(scores, top_k=3))
show("top p", top_k_top_p_filtering(scores, top_p=0.6, filter_value=-99.0))
