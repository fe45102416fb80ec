"""transformers.modeling_outputs: what models of images, speech, time series and experts give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .hf_outputs import ModelOutput


@dataclass
class MoECausalLMOutputWithPast(ModelOutput):
    """Logits of a language model of experts (NLLB's naming)."""

    loss: Any = None
    logits: Any = None
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    z_loss: Any = None
    aux_loss: Any = None
    router_logits: Any = None


@dataclass
class MoEModelOutput(ModelOutput):
    """Hidden states of a model of experts, with what routes."""

    last_hidden_state: Any = None
    hidden_states: Any = None
    attentions: Any = None
    router_probs: Any = None


@dataclass
class MoEModelOutputWithPastAndCrossAttentions(ModelOutput):
    """Hidden states of a decoder of experts."""

    last_hidden_state: Any = None
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None
    router_probs: Any = None


@dataclass
class Seq2SeqMoEModelOutput(ModelOutput):
    """Hidden states of decoder and encoder of experts."""

    last_hidden_state: Any = None
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    decoder_router_logits: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    encoder_router_logits: Any = None


@dataclass
class Seq2SeqMoEOutput(ModelOutput):
    """Logits of an encoder-decoder language model of experts."""

    loss: Any = None
    logits: Any = None
    encoder_z_loss: Any = None
    decoder_z_loss: Any = None
    encoder_aux_loss: Any = None
    decoder_aux_loss: Any = None
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    decoder_router_logits: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    encoder_router_logits: Any = None


@dataclass
class SemanticSegmenterOutput(ModelOutput):
    """Logits of classes for each pixel."""

    loss: Any = None
    logits: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class ImageClassifierOutput(ModelOutput):
    """Logits of an image's classes."""

    loss: Any = None
    logits: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class ImageClassifierOutputWithNoAttention(ModelOutput):
    """Logits of an image's classes, from a model without attention."""

    loss: Any = None
    logits: Any = None
    hidden_states: Any = None


@dataclass
class DepthEstimatorOutput(ModelOutput):
    """Depth for each pixel."""

    loss: Any = None
    predicted_depth: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class ImageSuperResolutionOutput(ModelOutput):
    """A larger image."""

    loss: Any = None
    reconstruction: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class Wav2Vec2BaseModelOutput(ModelOutput):
    """Hidden states and features of speech."""

    last_hidden_state: Any = None
    extract_features: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class XVectorOutput(ModelOutput):
    """Logits and embeddings of a speaker."""

    loss: Any = None
    logits: Any = None
    embeddings: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class BackboneOutput(ModelOutput):
    """Feature maps of a backbone's stages."""

    feature_maps: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class BaseModelOutputWithPoolingAndProjection(ModelOutput):
    """Hidden states, what pools them and its projection."""

    last_hidden_state: Any = None
    pooler_output: Any = None
    hidden_states: Any = None
    attentions: Any = None
    projection_state: Any = None


@dataclass
class Seq2SeqSpectrogramOutput(ModelOutput):
    """A spectrogram from an encoder-decoder."""

    loss: Any = None
    spectrogram: Any = None
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass
class Seq2SeqTSModelOutput(ModelOutput):
    """Hidden states of an encoder-decoder for time series."""

    last_hidden_state: Any = None
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    loc: Any = None
    scale: Any = None
    static_features: Any = None


@dataclass
class Seq2SeqTSPredictionOutput(ModelOutput):
    """Parameters of a forecast's distribution."""

    loss: Any = None
    params: Any = None
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    loc: Any = None
    scale: Any = None
    static_features: Any = None


@dataclass
class SampleTSPredictionOutput(ModelOutput):
    """Samples of a forecast."""

    sequences: Any = None


@dataclass
class MaskedImageModelingOutput(ModelOutput):
    """A reconstructed image."""

    loss: Any = None
    reconstruction: Any = None
    hidden_states: Any = None
    attentions: Any = None
