import copy
from typing import List, Optional

import torch
from torch import nn
from transformers import GenerationConfig, GenerationMixin, LogitsProcessor, PretrainedConfig
from transformers.generation.utils import LogitsProcessorList, ModelOutput, StoppingCriteriaList
from transformers.modeling_outputs import CausalLMOutputWithPast


class InvalidScoreLogitsProcessor(LogitsProcessor):
    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        if torch.isnan(scores).any() or torch.isinf(scores).any():
            scores.zero_()
            scores[..., 5] = 5e4
        return scores


class StopWords(LogitsProcessor):
    """The end token is forced after one of some sequences of tokens, as in a chat model."""

    def __init__(self, stop_words_ids: List[List[int]], eos_token_id: int):
        self.stop_words_ids, self.eos_token_id = stop_words_ids, eos_token_id

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        for row, ids in enumerate(input_ids.tolist()):
            if any(ids[-len(words) :] == words for words in self.stop_words_ids):
                scores[row, self.eos_token_id] = float(2**15)
        return scores


class Chat(nn.Module, GenerationMixin):
    """A model whose key-value cache has the sequence first, that updates its own arguments and streams."""

    main_input_name = "input_ids"
    base_model_prefix = ""
    _supports_cache_class = False

    def __init__(self, **generation):
        super().__init__()
        self.config = PretrainedConfig(vocab_size=29, num_hidden_layers=1, use_cache=True)
        self.generation_config = GenerationConfig(**generation)
        self.table = nn.Parameter(torch.sin(torch.arange(29 * 8, dtype=torch.float32) * 1.3).reshape(29, 8))
        self.head = nn.Parameter(torch.sin(torch.arange(8 * 29, dtype=torch.float32) * 2.9).reshape(8, 29) * 2)

    @property
    def device(self):
        return self.table.device

    def can_generate(self):
        return True

    def get_position_ids(self, input_ids, device):
        batch, length = input_ids.shape
        return torch.arange(length, dtype=torch.long, device=device).unsqueeze(0).repeat(batch, 1)

    def forward(
        self,
        input_ids,
        position_ids=None,
        attention_mask=None,
        past_key_values=None,
        use_cache=None,
        output_attentions=None,
        output_hidden_states=None,
        return_dict=None,
        return_last_logit=False,
    ):
        x = self.table[input_ids] + torch.sin(position_ids.unsqueeze(-1).float() * torch.arange(1.0, 9.0))
        x = x.transpose(0, 1)
        states = x if past_key_values is None else torch.cat((past_key_values[0][0], x), dim=0)
        if return_last_logit:
            x = x[-1:]
        weights = torch.softmax(torch.einsum("sbh,tbh->bst", x, states), dim=-1)
        y = x + torch.einsum("bst,tbh->sbh", weights, states)
        logits = (y @ self.head).transpose(0, 1).contiguous()
        past = ((states, states),) if use_cache else None
        return CausalLMOutputWithPast(logits=logits, past_key_values=past)

    def _update_model_kwargs_for_generation(
        self,
        outputs: ModelOutput,
        model_kwargs,
        is_encoder_decoder: bool = False,
        standardize_cache_format: bool = False,
    ):
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

    def prepare_inputs_for_generation(
        self,
        input_ids: torch.LongTensor,
        past_key_values: Optional[torch.Tensor] = None,
        attention_mask: Optional[torch.Tensor] = None,
        position_ids: Optional[torch.Tensor] = None,
        use_cache: Optional[bool] = None,
        is_first_forward: bool = True,
        **kwargs,
    ) -> dict:
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
            "return_last_logit": True,
            "use_cache": use_cache,
        }

    @staticmethod
    def _reorder_cache(past, beam_idx):
        return tuple(
            (
                layer[0].index_select(1, beam_idx.to(layer[0].device)),
                layer[1].index_select(1, beam_idx.to(layer[1].device)),
            )
            for layer in past
        )

    def generate(self, inputs=None, generation_config=None, logits_processor=None, stop_words_ids=None, **kwargs):
        generation_config = generation_config if generation_config is not None else self.generation_config
        if stop_words_ids is not None:
            words = StopWords(stop_words_ids, generation_config.eos_token_id)
            if logits_processor is None:
                logits_processor = LogitsProcessorList([words])
            else:
                logits_processor.append(words)
        return super().generate(
            inputs, generation_config=generation_config, logits_processor=logits_processor, **kwargs
        )

    @torch.inference_mode()
    def stream_generate(
        self,
        input_ids,
        generation_config=None,
        logits_processor=None,
        stopping_criteria=None,
        prefix_allowed_tokens_fn=None,
        return_past_key_values=False,
        **kwargs,
    ):
        batch_size, input_ids_seq_length = input_ids.shape[0], input_ids.shape[-1]
        if generation_config is None:
            generation_config = self.generation_config
        generation_config = copy.deepcopy(generation_config)
        model_kwargs = generation_config.update(**kwargs)
        model_kwargs["use_cache"] = generation_config.use_cache
        bos_token_id, eos_token_id = generation_config.bos_token_id, generation_config.eos_token_id
        if isinstance(eos_token_id, int):
            eos_token_id = [eos_token_id]
        eos_token_id_tensor = torch.tensor(eos_token_id).to(input_ids.device) if eos_token_id is not None else None
        if generation_config.max_new_tokens is not None:
            generation_config.max_length = generation_config.max_new_tokens + input_ids_seq_length
        logits_processor = logits_processor if logits_processor is not None else LogitsProcessorList()
        stopping_criteria = stopping_criteria if stopping_criteria is not None else StoppingCriteriaList()
        logits_processor = self._get_logits_processor(
            generation_config=generation_config,
            input_ids_seq_length=input_ids_seq_length,
            encoder_input_ids=input_ids,
            prefix_allowed_tokens_fn=prefix_allowed_tokens_fn,
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
            if return_past_key_values:
                yield input_ids, outputs.past_key_values
            else:
                yield input_ids
            if unfinished_sequences.max() == 0 or stopping_criteria(input_ids, scores):
                break


model = Chat(pad_token_id=0, eos_token_id=5, max_new_tokens=12)
for prompt in (torch.tensor([[7, 3, 11]]), torch.tensor([[7, 3, 11], [2, 19, 4]])):
    print("generate", model.generate(prompt).tolist())
    print("stop words", model.generate(prompt, stop_words_ids=[[17], [3, 8], [25]]).tolist())
    print("beams", model.generate(prompt, num_beams=3, num_return_sequences=2).tolist())
    processors = LogitsProcessorList([InvalidScoreLogitsProcessor()])
    for options in (
        {},
        {"repetition_penalty": 1.3, "min_new_tokens": 3},
        {"do_sample": True, "top_k": 1, "temperature": 0.7},
        {"do_sample": True, "top_p": 1e-6},
        {"eos_token_id": [5, 17, 25]},
    ):
        seen = [ids.tolist() for ids in model.stream_generate(prompt, logits_processor=processors, **options)]
        print(len(seen), seen[-1])
steps = list(model.stream_generate(torch.tensor([[7, 3]]), return_past_key_values=True, max_new_tokens=3))
print([tuple(past[0][0].shape) for _, past in steps])
