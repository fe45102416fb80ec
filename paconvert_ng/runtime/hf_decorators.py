"""transformers.utils.generic: decorators of forward that collect hidden states and choose the form of the result."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypedDict


class TransformersKwargs(TypedDict, total=False):
    """Keywords that models hand down to their attention and loss."""

    num_items_in_batch: Any
    output_hidden_states: bool | None
    output_attentions: bool | None
    output_router_logits: bool | None
    cu_seq_lens_q: Any
    cu_seq_lens_k: Any
    max_length_q: int | None
    max_length_k: int | None


@dataclass
class OutputRecorder:
    """Of which layers an output is collected: their class, the position in what they give, part of their name."""

    target_class: Any
    index: int = 0
    layer_name: str | None = None
    class_name: str | None = None


def _wants_dict(model: Any, given: Any) -> bool:
    config = getattr(model, "config", None)
    default = getattr(config, "return_dict", getattr(config, "use_return_dict", True))
    return bool(default if given is None else given)


def can_return_tuple(func: Callable[..., Any]) -> Callable[..., Any]:
    """``forward`` that gives its output as a tuple if ``return_dict`` (or the configuration's) is False."""

    @functools.wraps(func)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        as_dict = _wants_dict(self, kwargs.pop("return_dict", None))
        output = func(self, *args, **kwargs)
        return output if as_dict or isinstance(output, tuple) else output.to_tuple()

    return wrapper


def _recorders(model: Any) -> dict[str, list[OutputRecorder]]:
    """What a model says can be recorded, by the output's name."""
    found: dict[str, list[OutputRecorder]] = {}
    for key, wanted in (getattr(model, "_can_record_outputs", None) or {}).items():
        listed = wanted if isinstance(wanted, list) else [wanted]
        found[key] = [one if isinstance(one, OutputRecorder) else _recorder(key, one) for one in listed]
    return found


def _recorder(key: str, wanted: Any) -> OutputRecorder:
    by_name = isinstance(wanted, str)
    index = 0 if "hidden_states" in key else 1
    return OutputRecorder(None if by_name else wanted, index, class_name=wanted if by_name else None)


def _matches(recorder: OutputRecorder, name: str, layer: Any) -> bool:
    if recorder.layer_name is not None and recorder.layer_name not in name:
        return False
    if recorder.class_name is not None:
        return name.endswith(recorder.class_name)
    return recorder.target_class is not None and isinstance(layer, recorder.target_class)


@contextmanager
def _recording(
    model: Any, wanted: Iterable[str], recorders: dict[str, list[OutputRecorder]]
) -> Iterator[dict[str, Any]]:
    """Collects the outputs of layers while ``model`` runs."""
    collected: dict[str, Any] = dict.fromkeys(wanted, ())
    replaced: list[tuple[Any, Any]] = []

    def watch(layer: Any, key: str, index: int) -> None:
        inner = layer.forward

        def forward(*args: Any, **kwargs: Any) -> Any:
            if key == "hidden_states" and not collected[key]:
                collected[key] += (args[0] if args else kwargs["hidden_states"],)
            output = inner(*args, **kwargs)
            if not isinstance(output, tuple):
                collected[key] += (output,)
            elif len(output) > index and output[index] is not None:
                collected[key] += (output[index],)
            return output

        replaced.append((layer, layer.__dict__.get("forward")))
        object.__setattr__(layer, "forward", forward)

    for name, layer in model.named_sublayers():
        for key in collected:
            for recorder in recorders[key]:
                if _matches(recorder, name, layer):
                    watch(layer, key, recorder.index)
    try:
        yield collected
    finally:
        for layer, before in reversed(replaced):
            if before is None:
                object.__delattr__(layer, "forward")
            else:
                object.__setattr__(layer, "forward", before)


def check_model_inputs(func: Any = None, *, tie_last_hidden_states: bool = True) -> Any:
    """``forward`` that reads use_cache and return_dict from the configuration and collects what layers give.

    ``output_hidden_states`` and ``output_attentions`` need no code of the model's: ``_can_record_outputs`` says of
    which classes of layers they are collected. Used with and without parentheses, as transformers 4.56 and 4.57 do.
    """
    if func is None:
        return functools.partial(_with_collected_outputs, tie_last=tie_last_hidden_states)
    return _with_collected_outputs(func, tie_last_hidden_states)


def _asked(model: Any, recorders: Iterable[str], kwargs: dict[str, Any]) -> list[str]:
    """The outputs to collect: asked for by keyword, else by the configuration, else as attentions are."""
    attentions = kwargs.get("output_attentions", getattr(model.config, "output_attentions", False))
    by_config = {key: getattr(model.config, f"output_{key}", attentions) for key in recorders}
    asked = {key: kwargs.get(f"output_{key}", default) for key, default in by_config.items()}
    if "attentions" in asked and "cross_attentions" in asked:
        asked["cross_attentions"] = asked["attentions"]
    return [key for key, wanted in asked.items() if wanted]


def _add(outputs: Any, collected: dict[str, Any], recorders: dict[str, list[OutputRecorder]], tie_last: bool) -> None:
    """Put what was collected into the outputs; where no layer gave anything, the model's own stays."""
    for key, values in collected.items():
        if not values:
            continue
        if key == "hidden_states" and tie_last:
            last = "vision_hidden_states" if hasattr(outputs, "vision_hidden_states") else "last_hidden_state"
            if hasattr(outputs, last):
                values = (*values[:-1], getattr(outputs, last))
        if key == "attentions" and len(recorders[key]) == 2:
            outputs["cross_attentions"] = values[1::2]
            values = values[0::2]
        outputs[key] = values


def _with_collected_outputs(func: Callable[..., Any], tie_last: bool) -> Callable[..., Any]:
    @functools.wraps(func)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        use_cache = kwargs.get("use_cache")
        use_cache = getattr(self.config, "use_cache", None) if use_cache is None else use_cache
        if use_cache is not None:
            # A cache would be filled again when activations are computed again.
            kwargs["use_cache"] = use_cache and not (getattr(self, "gradient_checkpointing", False) and self.training)
        as_dict = kwargs.pop("return_dict", None)
        as_dict = getattr(self.config, "return_dict", True) if as_dict is None else as_dict
        recorders = _recorders(self)
        with _recording(self, _asked(self, recorders, kwargs), recorders) as collected:
            outputs = func(self, *args, **kwargs)
        _add(outputs, collected, recorders, tie_last)
        return outputs.to_tuple() if as_dict is False else outputs

    return wrapper
