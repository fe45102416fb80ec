"""transformers.modeling_layers and modeling_utils: heads that many models share."""

from __future__ import annotations

import sys
from typing import Any

import paddle

from .hf_activations import get_activation
from .hf_outputs_text import QuestionAnsweringModelOutput, SequenceClassifierOutputWithPast, TokenClassifierOutput
from .nn_linear import Linear


def _as_asked(model: Any, output: Any, return_dict: bool | None) -> Any:
    return_dict = getattr(model.config, "return_dict", True) if return_dict is None else return_dict
    return output if return_dict else output.to_tuple()


def _body_of(model: Any) -> Any:
    """A new body for a model: ``XModel`` beside ``XForTokenClassification``.

    transformers finds it by the configuration's class among its own models; code that was converted on its own has
    the class beside the head.
    """
    stem = type(model).__name__.partition("For")[0]
    body = getattr(sys.modules[type(model).__module__], f"{stem}Model", None)
    if body is None:
        raise NotImplementedError(f"{type(model).__name__}: there is no {stem}Model beside it to be its body")
    return body(model.config)


class GenericForSequenceClassification:
    """Logits of classes [batch, labels] from the last token of each text that is not padding."""

    base_model_prefix = "model"

    def __init__(self, config: Any) -> None:
        super().__init__(config)  # type: ignore[call-arg]
        self.num_labels = config.num_labels
        setattr(self, self.base_model_prefix, _body_of(self))
        self.score = Linear(config.hidden_size, self.num_labels, bias=False)
        self.post_init()  # type: ignore[attr-defined]

    def forward(
        self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        use_cache: Any = None,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any:
        """Raises ValueError for several texts if the configuration has no padding token."""
        config = self.config  # type: ignore[attr-defined]
        outputs = getattr(self, self.base_model_prefix)(
            input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            inputs_embeds=inputs_embeds,
            use_cache=use_cache,
            **kwargs,
        )
        logits = self.score(outputs.last_hidden_state)
        batch = logits.shape[0]
        if config.pad_token_id is None and batch != 1:
            raise ValueError("Cannot handle batch sizes > 1 if no padding token is defined.")
        if config.pad_token_id is None or input_ids is None:
            pooled = logits[:, -1]
        else:
            places = paddle.arange(input_ids.shape[-1], dtype="int64")
            last = (places * (input_ids != config.pad_token_id).astype("int64")).argmax(-1)
            pooled = logits[paddle.arange(batch), last]
        loss = None
        if labels is not None:
            loss = self.loss_function(  # type: ignore[attr-defined]
                logits=logits, labels=labels, pooled_logits=pooled, config=config
            )
        output = SequenceClassifierOutputWithPast(
            loss=loss,
            logits=pooled,
            past_key_values=outputs.past_key_values,
            hidden_states=outputs.hidden_states,
            attentions=outputs.attentions,
        )
        return _as_asked(self, output, return_dict)


class GenericForQuestionAnswering:
    """Logits [batch, length] of where an answer starts and ends."""

    base_model_prefix = "model"

    def __init__(self, config: Any) -> None:
        super().__init__(config)  # type: ignore[call-arg]
        setattr(self, self.base_model_prefix, _body_of(self))
        self.qa_outputs = Linear(config.hidden_size, 2)
        self.post_init()  # type: ignore[attr-defined]

    def get_input_embeddings(self) -> Any:
        """The body's embeddings."""
        return getattr(self, self.base_model_prefix).embed_tokens

    def set_input_embeddings(self, value: Any) -> None:
        """Another layer in the place of the body's embeddings."""
        getattr(self, self.base_model_prefix).embed_tokens = value

    def forward(
        self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        start_positions: Any = None,
        end_positions: Any = None,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any:
        outputs = getattr(self, self.base_model_prefix)(
            input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            inputs_embeds=inputs_embeds,
            **kwargs,
        )
        logits = self.qa_outputs(outputs.last_hidden_state)
        start, end = logits[..., 0], logits[..., 1]
        loss = None
        if start_positions is not None and end_positions is not None:
            loss = self.loss_function(start, end, start_positions, end_positions)  # type: ignore[attr-defined]
        output = QuestionAnsweringModelOutput(
            loss=loss,
            start_logits=start,
            end_logits=end,
            hidden_states=outputs.hidden_states,
            attentions=outputs.attentions,
        )
        return _as_asked(self, output, return_dict)


class GenericForTokenClassification:
    """Logits of classes [batch, length, labels] for each token."""

    base_model_prefix = "model"

    def __init__(self, config: Any) -> None:
        super().__init__(config)  # type: ignore[call-arg]
        self.num_labels = config.num_labels
        setattr(self, self.base_model_prefix, _body_of(self))
        rates = (getattr(config, name, None) for name in ("classifier_dropout", "hidden_dropout"))
        self.dropout = paddle.nn.Dropout(next((rate for rate in rates if rate is not None), 0.1))
        self.score = Linear(config.hidden_size, config.num_labels)
        self.post_init()  # type: ignore[attr-defined]

    def forward(
        self,
        input_ids: Any = None,
        attention_mask: Any = None,
        position_ids: Any = None,
        past_key_values: Any = None,
        inputs_embeds: Any = None,
        labels: Any = None,
        use_cache: Any = None,
        return_dict: bool | None = None,
        **kwargs: Any,
    ) -> Any:
        outputs = getattr(self, self.base_model_prefix)(
            input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            inputs_embeds=inputs_embeds,
            use_cache=use_cache,
            **kwargs,
        )
        logits = self.score(self.dropout(outputs.last_hidden_state))
        loss = None
        if labels is not None:
            loss = self.loss_function(logits, labels, self.config)  # type: ignore[attr-defined]
        output = TokenClassifierOutput(
            loss=loss, logits=logits, hidden_states=outputs.hidden_states, attentions=outputs.attentions
        )
        return _as_asked(self, output, return_dict)


class SequenceSummary(paddle.nn.Layer):
    """transformers.modeling_utils.SequenceSummary: one vector for a sequence, as ``config.summary_*`` says.

    Raises NotImplementedError for ``summary_type`` "attn", which transformers does not have either.
    """

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.summary_type = getattr(config, "summary_type", "last")
        if self.summary_type == "attn":
            raise NotImplementedError
        self.summary = paddle.nn.Identity()
        if getattr(config, "summary_use_proj", False):
            to_labels = getattr(config, "summary_proj_to_labels", False) and config.num_labels > 0
            self.summary = Linear(config.hidden_size, config.num_labels if to_labels else config.hidden_size)
        activation = getattr(config, "summary_activation", None)
        self.activation = get_activation(activation) if activation else paddle.nn.Identity()
        first, last = (getattr(config, f"summary_{which}_dropout", 0) for which in ("first", "last"))
        self.first_dropout = paddle.nn.Dropout(first) if first > 0 else paddle.nn.Identity()
        self.last_dropout = paddle.nn.Dropout(last) if last > 0 else paddle.nn.Identity()

    def forward(self, hidden_states: paddle.Tensor, cls_index: Any = None) -> paddle.Tensor:
        """hidden_states [batch, ..., length, width] to [batch, ..., width or labels]."""
        if self.summary_type == "last":
            output = hidden_states[:, -1]
        elif self.summary_type == "first":
            output = hidden_states[:, 0]
        elif self.summary_type == "mean":
            output = hidden_states.mean(axis=1)
        elif cls_index is None:
            output = hidden_states[..., -1, :]
        else:
            index = cls_index.unsqueeze(-1).unsqueeze(-1)
            index = index.expand([*index.shape[:-1], hidden_states.shape[-1]])
            output = paddle.take_along_axis(hidden_states, index, -2, broadcast=False).squeeze(-2)
        return self.last_dropout(self.activation(self.summary(self.first_dropout(output))))
