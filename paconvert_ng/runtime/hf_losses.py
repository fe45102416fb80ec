"""transformers.loss: the losses that models of version 4.46 and later find by the name of their class."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_classification import cross_entropy


def fixed_cross_entropy(
    source: paddle.Tensor,
    target: paddle.Tensor,
    num_items_in_batch: Any = None,
    ignore_index: int = -100,
    **kwargs: Any,
) -> paddle.Tensor:
    """Cross entropy of logits [items, classes], as a mean, or as a sum divided by ``num_items_in_batch``."""
    summed = num_items_in_batch is not None
    reduction = "sum" if summed else "mean"
    loss = cross_entropy(source, target, ignore_index=ignore_index, reduction=reduction)
    return loss / num_items_in_batch if summed else loss


def for_causal_lm_loss(
    logits: paddle.Tensor,
    labels: Any,
    vocab_size: int,
    num_items_in_batch: Any = None,
    ignore_index: int = -100,
    shift_labels: Any = None,
    **kwargs: Any,
) -> paddle.Tensor:
    """Each position's logits [batch, length, vocabulary] against the next label [batch, length], in float32."""
    if shift_labels is None:
        last = paddle.full([*labels.shape[:-1], 1], ignore_index, dtype=labels.dtype)
        shift_labels = paddle.concat([labels[..., 1:], last], axis=-1)
    flat = logits.astype("float32").reshape([-1, vocab_size])
    return fixed_cross_entropy(flat, shift_labels.reshape([-1]), num_items_in_batch, ignore_index)


def for_masked_lm_loss(
    logits: paddle.Tensor,
    labels: paddle.Tensor,
    vocab_size: int,
    num_items_in_batch: Any = None,
    ignore_index: int = -100,
    **kwargs: Any,
) -> paddle.Tensor:
    """Each position's logits [batch, length, vocabulary] against its label, in float32."""
    flat = logits.astype("float32").reshape([-1, vocab_size])
    return fixed_cross_entropy(flat, labels.reshape([-1]), num_items_in_batch, ignore_index)


def for_sequence_classification_loss(
    labels: paddle.Tensor, pooled_logits: paddle.Tensor, config: Any, **kwargs: Any
) -> paddle.Tensor:
    """Regression, one class or several, as ``config.problem_type`` says; where it is None, labels decide, for good."""
    count = config.num_labels
    if config.problem_type is None:
        whole = labels.dtype in (paddle.int64, paddle.int32)
        single = "single_label_classification" if whole else "multi_label_classification"
        config.problem_type = "regression" if count == 1 else single
    if config.problem_type == "regression":
        if count == 1:
            return paddle.nn.functional.mse_loss(pooled_logits.squeeze(), labels.squeeze())
        return paddle.nn.functional.mse_loss(pooled_logits, labels)
    if config.problem_type == "single_label_classification":
        return fixed_cross_entropy(pooled_logits.reshape([-1, count]), labels.reshape([-1]), **kwargs)
    if config.problem_type == "multi_label_classification":
        return paddle.nn.functional.binary_cross_entropy_with_logits(pooled_logits, labels)
    raise RuntimeError(f"Invalid problem type: {config.problem_type}")


def for_question_answering_loss(
    start_logits: paddle.Tensor, end_logits: paddle.Tensor, start_positions: Any, end_positions: Any, **kwargs: Any
) -> Any:
    """The mean of the losses of start and end; positions beyond the text do not count. None without positions."""
    if start_positions is None or end_positions is None:
        return None
    length = start_logits.shape[1]
    losses = []
    for logits, positions in ((start_logits, start_positions), (end_logits, end_positions)):
        flat = positions.squeeze(-1) if positions.ndim > 1 else positions
        losses.append(fixed_cross_entropy(logits, flat.clip(0, length), ignore_index=length, **kwargs))
    return (losses[0] + losses[1]) / 2


def for_token_classification(logits: paddle.Tensor, labels: paddle.Tensor, config: Any, **kwargs: Any) -> paddle.Tensor:
    """Each position's logits [batch, length, labels] against its label, in float32."""
    flat = logits.reshape([-1, config.num_labels]).astype("float32")
    return fixed_cross_entropy(flat, labels.reshape([-1]), **kwargs)


LOSS_MAPPING = {
    "ForCausalLM": for_causal_lm_loss,
    "ForMaskedLM": for_masked_lm_loss,
    "ForQuestionAnswering": for_question_answering_loss,
    "ForSequenceClassification": for_sequence_classification_loss,
    "ForImageClassification": for_sequence_classification_loss,
    "ForVideoClassification": for_sequence_classification_loss,
    "ForAudioClassification": for_sequence_classification_loss,
    "ForTokenClassification": for_token_classification,
    "ForConditionalGeneration": for_causal_lm_loss,
    "CsmForConditionalGeneration": for_causal_lm_loss,
}


def loss_type_of(class_name: str) -> str | None:
    """The name of the loss that a model class's name ends with (or contains), None if there is none."""
    if class_name in LOSS_MAPPING:
        return class_name
    return next((name for name in LOSS_MAPPING if name in class_name), None)
