"""Tensors for transformers' tokenizers, processors and feature extractors, which know torch's and numpy's only."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Mapping
from typing import Any

import numpy as np
import paddle

from .copying import tensor_to

_TORCHS = "pt"


def with_paddle_tensors(function: Any) -> Any:
    """A tokenizer, a processor, or a method of one, that takes and gives Paddle's tensors where it would torch's.

    transformers itself makes ``return_tensors="pt"`` of torch, and raises an error where that is not installed: it is
    asked for numpy's arrays instead, which become tensors of the same dtypes. What is not transformers' code, such as
    a function of the author's own with such a parameter, is given back as it is.
    """
    return functools.partial(_called, function) if _is_transformers(function) else function


def _is_transformers(function: Any) -> bool:
    if inspect.isclass(function):
        # A class of the author's own that derives from one has its constructor, as long as it defines none.
        function = function.__init__
    elif not inspect.isroutine(function) and not isinstance(function, functools.partial):
        function = type(function).__call__ if callable(function) else function
    function = inspect.unwrap(getattr(function, "__func__", function))
    return str(getattr(function, "__module__", "")).partition(".")[0] == "transformers"


def _called(function: Any, *args: Any, **kwargs: Any) -> Any:
    asked = [name for name in ("return_tensors", "tensor_type") if kwargs.get(name) == _TORCHS]
    args, kwargs = as_arrays(args), as_arrays(kwargs)
    if asked:
        made = inspect.isclass(function) and not kwargs.get("prepend_batch_axis")
        # What a constructor is given is not made of arrays yet: whole numbers and fractions become torch's dtypes.
        kwargs[asked[0]] = None if made else "np"
    result = function(*args, **kwargs)
    return as_tensors(result) if asked else result


def as_arrays(value: Any) -> Any:
    """Tensors as numpy's arrays, in lists, tuples and mappings."""
    if isinstance(value, paddle.Tensor):
        return (value.astype("float32") if value.dtype == paddle.bfloat16 else value).numpy()
    if isinstance(value, Mapping) and hasattr(value, "data") and not isinstance(value, dict):
        return dict(as_arrays(value.data))
    if isinstance(value, dict):
        return {key: as_arrays(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(as_arrays(item) for item in value)
    return value


def as_tensors(result: Any) -> Any:
    """numpy's arrays, and lists of numbers, as tensors: alone, in a mapping, or in a BatchEncoding or BatchFeature."""
    if isinstance(result, np.ndarray):
        return paddle.to_tensor(np.ascontiguousarray(result).reshape(result.shape))
    if isinstance(result, Mapping) and hasattr(result, "data"):
        for key, value in result.data.items():
            result.data[key] = _tensor(value)
        result.to = types.MethodType(_batch_moved, result)  # type: ignore[attr-defined]
        return result
    if isinstance(result, dict):
        return {key: _tensor(value) for key, value in result.items()}
    return result


def _tensor(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        # Texts and lists of different lengths stay what they are.
        return as_tensors(value) if value.dtype.kind in "fiubc" else value
    if not isinstance(value, list | tuple | int | float) or isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        return value
    if array.dtype.kind == "f" and not _holds_arrays(value):
        array = array.astype(paddle.get_default_dtype())
    return as_tensors(array)


def _holds_arrays(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic) or (
        isinstance(value, list | tuple) and bool(value) and _holds_arrays(value[0])
    )


def _batch_moved(self: Any, *args: Any, **kwargs: Any) -> Any:
    """BatchEncoding.to and BatchFeature.to: every tensor is moved; only floating ones are cast."""
    kwargs.pop("non_blocking", None)
    places: list[Any] = []
    dtypes: list[Any] = []
    for value in (*args, *kwargs.values()):
        (dtypes if isinstance(value, paddle.dtype) else places).append(value)
    for key, value in self.data.items():
        if isinstance(value, paddle.Tensor):
            casts = dtypes if value.is_floating_point() else []
            self.data[key] = tensor_to(value, *places, *casts)
    return self


class _Collator:
    """A data collator of transformers that makes batches of Paddle's tensors.

    Its attributes are those of the real one. Raises NotImplementedError for classes derived from it, whose own
    methods would not be called.
    """

    _real = ""

    def __init__(self, *args: Any, return_tensors: str = _TORCHS, **kwargs: Any) -> None:
        import transformers

        self.return_tensors = return_tensors
        self._collator = getattr(transformers, self._real)(*args, return_tensors="np", **kwargs)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if not cls.__dict__.get("_real"):
            raise NotImplementedError(f"{cls.__name__}: a data collator of transformers cannot be derived from")

    def __getattr__(self, name: str) -> Any:
        if name == "_collator":
            raise AttributeError(name)
        return getattr(self._collator, name)

    def __call__(self, features: Any, return_tensors: str | None = None) -> Any:
        """One batch."""
        return with_paddle_tensors(self._collator)(features, return_tensors=return_tensors or self.return_tensors)


class DataCollatorWithPadding(_Collator):
    """transformers.DataCollatorWithPadding."""

    _real = "DataCollatorWithPadding"

    def __call__(self, features: Any, return_tensors: str | None = None) -> Any:
        """One batch: the real one takes no framework here."""
        batch = self._collator(as_arrays(features))
        return as_tensors(batch) if self.return_tensors == _TORCHS else batch


class DefaultDataCollator(_Collator):
    """transformers.DefaultDataCollator."""

    _real = "DefaultDataCollator"


class DataCollatorForTokenClassification(_Collator):
    """transformers.DataCollatorForTokenClassification."""

    _real = "DataCollatorForTokenClassification"


class DataCollatorForSeq2Seq(_Collator):
    """transformers.DataCollatorForSeq2Seq."""

    _real = "DataCollatorForSeq2Seq"


class DataCollatorForLanguageModeling(_Collator):
    """transformers.DataCollatorForLanguageModeling. What is masked is drawn by numpy."""

    _real = "DataCollatorForLanguageModeling"


def default_data_collator(features: Any, return_tensors: str = "pt") -> Any:
    """transformers.default_data_collator: items stacked, ``label`` and ``label_ids`` as ``labels``."""
    from transformers import default_data_collator as collate

    batch: Any = collate(as_arrays(features), return_tensors="np" if return_tensors == _TORCHS else return_tensors)
    return as_tensors(batch) if return_tensors == _TORCHS else batch
