"""The same random numbers in both frameworks, so that what draws some can be compared.

While ``same_draws`` is active the framework's functions that draw (``randn``, ``Tensor.uniform_``, ``bernoulli`` …)
give numbers of one numpy generator: the n-th draw is the same in both, if both draw as many in the same order. The
originals are called first, so shapes, dtypes and what is refused stay theirs.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import numpy as np

SEED = 3
#: A function of the original's arguments by name, and the shape of its result, that gives the values.
Values = Callable[[dict[str, Any], tuple[int, ...]], np.ndarray]


@contextmanager
def same_draws(framework: str) -> Iterator[None]:
    """Replace the functions that draw, and seed those of Python and numpy."""
    random.seed(SEED)
    np.random.seed(SEED)
    stream = _Stream(np.random.default_rng(SEED))
    if framework == "torch":
        import torch

        owners, fill = (torch, torch.Tensor), _fill_torch
    else:
        import paddle

        owners, fill = (paddle, paddle.Tensor), _fill_paddle
    with ExitStack() as stack:
        for owner in owners:
            for name, values in stream.functions().items():
                if (original := getattr(owner, name, None)) is not None:
                    replaced = _replaced(original, name, values, fill)
                    stack.enter_context(mock.patch.object(owner, name, replaced))
        yield


class _Stream:
    """Numbers for each function, by its name."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def functions(self) -> dict[str, Values]:
        normal = dict.fromkeys(("randn", "randn_like", "standard_normal", "normal", "normal_"), self.normal)
        uniform = dict.fromkeys(("rand", "rand_like", "uniform", "uniform_"), self.uniform)
        whole = dict.fromkeys(("randint", "randint_like"), self.integers)
        chance = dict.fromkeys(("bernoulli", "bernoulli_"), self.bernoulli)
        gamma = dict.fromkeys(("_standard_gamma", "standard_gamma"), self.gamma)
        rest = {"randperm": self.permutation, "multinomial": self.multinomial, "exponential_": self.exponential}
        return {**normal, **uniform, **whole, **chance, **gamma, **rest, "_sample_dirichlet": self.shares}

    def normal(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        return self.rng.standard_normal(shape) * _array(given.get("std", 1.0)) + _array(given.get("mean", 0.0))

    def uniform(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        low, high = given.get("low", 0.0), given.get("high", 1.0)
        return self.rng.random(shape) * (float(high) - float(low)) + float(low)

    def integers(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        low, high = given["low"], given.get("high")
        low, high = (0, low) if high is None else (low, high)
        return self.rng.integers(int(low), int(high), shape)

    def bernoulli(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        return self.rng.random(shape) < _array(given.get("p", 0.5))

    def permutation(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        return self.rng.permutation(shape[0])

    def exponential(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        return self.rng.standard_exponential(shape) / float(given.get("lambd", 1.0))

    def gamma(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        return self.rng.standard_gamma(_array(given["weights"]), shape)

    def shares(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        """Shares of a whole, as the quotients of what a gamma gives (so Paddle's are made)."""
        drawn = self.gamma(given, shape)
        return drawn / drawn.sum(-1, keepdims=True)

    def multinomial(self, given: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
        weights = _array(given["weights"]).astype("float64")
        count = shape[-1]
        if not given.get("replacement"):
            with np.errstate(divide="ignore"):
                keys = np.log(weights) + self.rng.gumbel(size=weights.shape)
            return np.argsort(-keys, axis=-1)[..., :count]
        totals = weights.cumsum(-1) / weights.sum(-1, keepdims=True)
        rows = [np.searchsorted(row, self.rng.random(count), "right") for row in totals.reshape(-1, weights.shape[-1])]
        return np.stack(rows).reshape(shape)


#: The parameters of a function that matter, in the order of torch's and Paddle's, called the same for both.
_PARAMETERS: dict[str, Sequence[str]] = {
    "normal_": ("self", "mean", "std"),
    "normal": ("mean", "std"),
    "uniform_": ("self", "low", "high"),
    "randint": ("low", "high"),
    "randint_like": ("self", "low", "high"),
    "bernoulli": ("p",),
    "bernoulli_": ("self", "p"),
    "_standard_gamma": ("weights",),
    "standard_gamma": ("weights",),
    "_sample_dirichlet": ("weights",),
    "multinomial": ("weights", "count", "replacement"),
    "exponential_": ("self", "lambd"),
    "uniform": ("shape", "dtype", "low", "high"),
}
_ALIASES = {
    "from": "low",
    "to": "high",
    "min": "low",
    "max": "high",
    "x": "weights",
    "input": "weights",
    "lam": "lambd",
}


def _given(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    found = dict(zip(_PARAMETERS.get(name, ()), args, strict=False))
    found |= {_ALIASES.get(key, key): value for key, value in kwargs.items()}
    if name == "bernoulli":
        found.setdefault("p", found.get("weights"))
    if name == "randint" and isinstance(found.get("high"), (tuple, list)):
        del found["high"]  # torch.randint(high, size)
    return found


def _replaced(original: Any, name: str, values: Values, fill: Callable[[Any, np.ndarray], None]) -> Any:
    @functools.wraps(original, assigned=("__name__", "__doc__"), updated=())
    def draw(*args: Any, **kwargs: Any) -> Any:
        given = _given(name, args, kwargs)
        given = {key: _array(value) if hasattr(value, "detach") else value for key, value in given.items()}
        result = original(*args, **kwargs)
        fill(result, values(given, tuple(result.shape)))
        return result

    return draw


def _array(value: Any) -> np.ndarray:
    return value.detach().cpu().numpy() if hasattr(value, "detach") else np.asarray(value)


def _fill_torch(result: Any, values: np.ndarray) -> None:
    import torch

    with torch.no_grad():
        result.copy_(torch.from_numpy(np.array(values)))


def _fill_paddle(result: Any, values: np.ndarray) -> None:
    import paddle

    with paddle.no_grad():
        paddle.assign(paddle.to_tensor(np.array(values)).astype(result.dtype).reshape(result.shape), output=result)
