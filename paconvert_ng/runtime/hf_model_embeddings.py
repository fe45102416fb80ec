"""transformers' models: input and output embeddings, how they are tied and given another size."""

from __future__ import annotations

from typing import Any

import paddle

from .nn_embedding import Embedding
from .nn_linear import Linear


def _text_config(config: Any) -> Any:
    """The part of a configuration that is about text, in models of several kinds of input."""
    get = getattr(config, "get_text_config", None)
    return config if get is None else get(decoder=True)


def _resized_rows(weight: paddle.Tensor, rows: int, fresh: paddle.Tensor) -> paddle.Tensor:
    """The first ``rows`` rows of a weight, followed by those of ``fresh`` where there are more."""
    kept = min(rows, weight.shape[0])
    return paddle.concat([weight[:kept], fresh[kept:].astype(weight.dtype)], axis=0)


class EmbeddingAccessMixin:
    """Where the embeddings of a model are found: ``embed_tokens`` and ``lm_head``, unless the model says otherwise."""

    config: Any
    base_model_prefix: str
    _input_embed_layer = "embed_tokens"
    _tied_weights_keys: Any = None

    def get_input_embeddings(self) -> Any:
        """The layer that embeds tokens. Raises NotImplementedError if it cannot be told."""
        name = self._input_embed_layer
        for holder in (self, getattr(self, "model", None)):
            if holder is not None and getattr(holder, name, None) is not None:
                return getattr(holder, name)
        base = getattr(self, self.base_model_prefix, self)
        if base is not self and hasattr(base, "get_input_embeddings"):
            return base.get_input_embeddings()
        raise NotImplementedError(f"`get_input_embeddings` is not defined by {type(self).__name__}")

    def set_input_embeddings(self, value: Any) -> None:
        """Put another layer in the place of the one that embeds tokens."""
        name = self._input_embed_layer
        for holder in (self, getattr(self, "model", None)):
            if holder is not None and getattr(holder, name, None) is not None:
                setattr(holder, name, value)
                return
        base = getattr(self, self.base_model_prefix, self)
        if base is self:
            raise NotImplementedError(f"`set_input_embeddings` is not defined by {type(self).__name__}")
        base.set_input_embeddings(value)

    def get_output_embeddings(self) -> Any:
        """The layer of the logits over tokens, if the model says that its weight may be tied; else None."""
        tied = self._tied_weights_keys or ()
        return getattr(self, "lm_head", None) if "lm_head.weight" in tied else None

    def set_output_embeddings(self, new_embeddings: Any) -> None:
        """Put another layer in the place of ``lm_head``."""
        if getattr(self, "lm_head", None) is not None:
            self.lm_head = new_embeddings

    def tie_embeddings_and_encoder_decoder(self) -> None:
        """Give the output embeddings the input embeddings' weight, and the encoder the decoder's, as configured."""
        if getattr(_text_config(self.config), "tie_word_embeddings", True):
            output = self.get_output_embeddings()
            if output is not None:
                self._tie_or_clone_weights(output, self.get_input_embeddings())
        if getattr(self.config, "is_encoder_decoder", False) and getattr(self.config, "tie_encoder_decoder", False):
            body: Any = getattr(self, self.base_model_prefix, self)
            self._tie_encoder_decoder_weights(body.encoder, body.decoder, self.base_model_prefix)

    def tie_weights(self, *args: Any, **kwargs: Any) -> None:
        """Tie what the model, the models inside it, and layers with a ``_tie_weights`` of their own tie."""
        for layer in self.sublayers(include_self=True):  # type: ignore[attr-defined]
            if isinstance(layer, EmbeddingAccessMixin):
                layer.tie_embeddings_and_encoder_decoder()
            if hasattr(layer, "_tie_weights"):
                layer._tie_weights()

    @staticmethod
    def _tie_encoder_decoder_weights(encoder: Any, decoder: Any, base_model_prefix: str, *names: Any) -> None:
        for name, parameter in list(decoder._parameters.items()):
            if name in ("weight", "bias") and name in encoder._parameters:
                setattr(encoder, name, parameter)
        for name, child in decoder._sub_layers.items():
            if name in encoder._sub_layers:
                EmbeddingAccessMixin._tie_encoder_decoder_weights(encoder._sub_layers[name], child, base_model_prefix)

    def _tie_or_clone_weights(self, output_embeddings: Any, input_embeddings: Any) -> None:
        output_embeddings.weight = input_embeddings.weight
        bias: Any = getattr(output_embeddings, "bias", None)
        lacking = output_embeddings.weight.shape[0] - bias.shape[0] if bias is not None else 0
        if lacking:
            output_embeddings.bias = type(bias).from_tensor(
                paddle.nn.functional.pad(bias.detach(), [0, lacking]) if lacking > 0 else bias.detach()[:lacking]
            )
        if hasattr(output_embeddings, "out_features") and hasattr(input_embeddings, "num_embeddings"):
            output_embeddings.out_features = input_embeddings.num_embeddings

    def resize_token_embeddings(
        self, new_num_tokens: int | None = None, pad_to_multiple_of: int | None = None, mean_resizing: bool = True
    ) -> Any:
        """Embeddings for another number of tokens; added rows are filled as new weights are. Gives the embeddings.

        Before transformers 4.46 added rows were filled so; later ones draw them around the mean of the others, with
        ``mean_resizing``, which this does not.
        """
        embeddings = self.get_input_embeddings()
        if new_num_tokens is None and pad_to_multiple_of is None:
            return embeddings
        size = embeddings.weight.shape[0] if new_num_tokens is None else int(new_num_tokens)
        if pad_to_multiple_of is not None:
            if not isinstance(pad_to_multiple_of, int):
                raise ValueError(f"pad_to_multiple_of must be an integer, not {pad_to_multiple_of}")
            size = -(-size // pad_to_multiple_of) * pad_to_multiple_of
        self._resize_token_embeddings(size)
        self.config.vocab_size = size
        text = _text_config(self.config)
        if text is not self.config:
            text.vocab_size = size
        self.vocab_size = size
        self.tie_weights()
        return self.get_input_embeddings()

    def _resize_token_embeddings(self, new_num_tokens: int, pad_to_multiple_of: Any = None, *rest: Any) -> Any:
        old = self.get_input_embeddings()
        self.set_input_embeddings(self._get_resized_embeddings(old, new_num_tokens))
        head = self.get_output_embeddings()
        if head is not None and not getattr(_text_config(self.config), "tie_word_embeddings", False):
            self.set_output_embeddings(self._get_resized_lm_head(head, new_num_tokens))
        return self.get_input_embeddings()

    def _get_resized_embeddings(self, old_embeddings: Any, new_num_tokens: int | None = None, *rest: Any) -> Any:
        weight = old_embeddings.weight
        if new_num_tokens is None or new_num_tokens == weight.shape[0]:
            return old_embeddings
        new = Embedding(new_num_tokens, weight.shape[1], dtype=weight.dtype)
        if new_num_tokens > weight.shape[0]:
            self._init_weights(new)  # type: ignore[attr-defined]
        with paddle.no_grad():
            new.weight.set_value(_resized_rows(weight, new_num_tokens, new.weight))
        new.weight.stop_gradient = weight.stop_gradient
        padding = getattr(old_embeddings, "padding_idx", None)
        new.padding_idx = None if padding is not None and padding >= new_num_tokens else padding
        return new

    def _get_resized_lm_head(self, old_lm_head: Any, new_num_tokens: int | None = None, *rest: Any) -> Any:
        weight = old_lm_head.weight
        if new_num_tokens is None or new_num_tokens == weight.shape[0]:
            return old_lm_head
        bias = getattr(old_lm_head, "bias", None)
        new = Linear(weight.shape[1], new_num_tokens, bias=bias is not None, dtype=weight.dtype)
        if new_num_tokens > weight.shape[0]:
            self._init_weights(new)  # type: ignore[attr-defined]
        with paddle.no_grad():
            new.weight.set_value(_resized_rows(weight, new_num_tokens, new.weight))
            if bias is not None:
                new.bias.set_value(_resized_rows(bias, new_num_tokens, new.bias))
        new.weight.stop_gradient = weight.stop_gradient
        return new
