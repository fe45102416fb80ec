"""What transformers' ``generate`` gives with ``return_dict_in_generate``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

from .hf_outputs import ModelOutput


@dataclass
class GenerateDecoderOnlyOutput(ModelOutput):
    """Of models that only decode, without beams; scores, logits, attentions, hidden states: an entry for each token."""

    sequences: Any
    scores: Any = None
    logits: Any = None
    attentions: Any = None
    hidden_states: Any = None
    past_key_values: Any = None


@dataclass
class GenerateEncoderDecoderOutput(ModelOutput):
    """Of encoder-decoders, without beams."""

    sequences: Any
    scores: Any = None
    logits: Any = None
    encoder_attentions: Any = None
    encoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    decoder_hidden_states: Any = None
    past_key_values: Any = None


@dataclass
class GenerateBeamDecoderOnlyOutput(ModelOutput):
    """Of models that only decode, with beams."""

    sequences: Any
    sequences_scores: Any = None
    scores: Any = None
    logits: Any = None
    beam_indices: Any = None
    attentions: Any = None
    hidden_states: Any = None
    past_key_values: Any = None


@dataclass
class GenerateBeamEncoderDecoderOutput(ModelOutput):
    """Of encoder-decoders, with beams."""

    sequences: Any
    sequences_scores: Any = None
    scores: Any = None
    logits: Any = None
    beam_indices: Any = None
    encoder_attentions: Any = None
    encoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    decoder_hidden_states: Any = None
    past_key_values: Any = None


#: For annotations: what ``generate`` gives.
GenerateNonBeamOutput = Union[GenerateDecoderOnlyOutput, GenerateEncoderDecoderOutput]  # noqa: UP007
GenerateBeamOutput = Union[GenerateBeamDecoderOnlyOutput, GenerateBeamEncoderDecoderOutput]  # noqa: UP007
GenerateOutput = Union[GenerateNonBeamOutput, GenerateBeamOutput]  # noqa: UP007


class _GenerationLogger:
    """The logger of transformers' generation, as transformers makes it."""

    def __getattr__(self, name: str) -> Any:
        from transformers.utils import logging

        return getattr(logging.get_logger("transformers.generation.utils"), name)


generation_logger = _GenerationLogger()


class GenerationRecord:
    """Collects what each step of a search gives, as far as it was asked for, and makes the output of it."""

    def __init__(self, config: Any, model_kwargs: dict[str, Any], is_encoder_decoder: bool) -> None:
        wanted = bool(config.return_dict_in_generate)
        self.wanted = wanted
        self.is_encoder_decoder = is_encoder_decoder
        self.scores: Any = () if wanted and config.output_scores else None
        self.logits: Any = () if wanted and config.output_logits else None
        self.attentions: Any = () if wanted and config.output_attentions else None
        self.cross_attentions: Any = () if wanted and config.output_attentions else None
        self.hidden_states: Any = () if wanted and config.output_hidden_states else None
        encoder = model_kwargs.get("encoder_outputs") if wanted and is_encoder_decoder else None
        self.encoder_attentions = encoder.get("attentions") if encoder and config.output_attentions else None
        self.encoder_hidden_states = encoder.get("hidden_states") if encoder and config.output_hidden_states else None

    def add(self, outputs: Any, scores: Any, logits: Any = None) -> None:
        """One step: the model's outputs, processed scores and raw logits of the next token."""
        if self.scores is not None:
            self.scores += (scores,)
        if self.logits is not None:
            self.logits += (logits,)
        prefix = "decoder_" if self.is_encoder_decoder else ""
        if self.attentions is not None:
            self.attentions += (getattr(outputs, f"{prefix}attentions"),)
            if self.is_encoder_decoder:
                self.cross_attentions += (outputs.cross_attentions,)
        if self.hidden_states is not None:
            self.hidden_states += (getattr(outputs, f"{prefix}hidden_states"),)

    def result(self, sequences: Any, past: Any, **beams: Any) -> Any:
        """The ids, or the output class that fits; ``beams``: sequences_scores and beam_indices of a beam search."""
        if not self.wanted:
            return sequences
        common = {
            "sequences": sequences,
            "scores": self.scores,
            "logits": self.logits,
            "past_key_values": past,
            **beams,
        }
        if self.is_encoder_decoder:
            kind = GenerateBeamEncoderDecoderOutput if beams else GenerateEncoderDecoderOutput
            return kind(
                **common,
                encoder_attentions=self.encoder_attentions,
                encoder_hidden_states=self.encoder_hidden_states,
                decoder_attentions=self.attentions,
                cross_attentions=self.cross_attentions,
                decoder_hidden_states=self.hidden_states,
            )
        plain = GenerateBeamDecoderOnlyOutput if beams else GenerateDecoderOnlyOutput
        return plain(**common, attentions=self.attentions, hidden_states=self.hidden_states)
