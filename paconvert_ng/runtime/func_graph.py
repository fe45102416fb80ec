"""What the transforms of torch.func stand on: private copies of their inputs, and whose gradients a result needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .autograd_engine import autograd_grad
from .pytree import TreeSpec, tree_flatten, tree_map


def private_inputs(tree: Any) -> Any:
    """A copy of each tensor, which gradients are taken for; it stays part of an outer transform's graph."""

    def copied(leaf: Any) -> Any:
        if not paddle.is_tensor(leaf):
            return leaf
        copy = leaf.clone() if not leaf.stop_gradient else leaf.detach().clone()
        copy.stop_gradient = False
        return copy

    return tree_map(copied, tree)


def tensors_in(tree: Any) -> list[paddle.Tensor]:
    """The tensors of a nested value."""
    return [leaf for leaf in tree_flatten(tree)[0] if paddle.is_tensor(leaf)]


# The evaluations whose functions are running, the innermost last.
RUNNING_EVALUATIONS: list[Any] = []


def depends_on_others(outputs: list[paddle.Tensor], own_tensors: list[paddle.Tensor]) -> bool:
    """Whether the outputs also depend on tensors with gradients that are none of ``own_tensors``.

    Those are parameters that a function uses without taking them, and the inputs of an outer transform: what is
    computed from the outputs must stay differentiable for them, and need not be otherwise.
    """
    own = {own.grad_fn.node_ptr() for own in own_tensors if own.is_leaf and own.grad_fn is not None}
    waiting = [output.grad_fn for output in outputs if output.grad_fn is not None]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        pointer = node.node_ptr()
        if pointer in seen:
            continue
        seen.add(pointer)
        if node.name() == "GradNodeAccumulation" and pointer not in own:
            return True
        waiting += [following for following in node.next_functions if following is not None]
    return False


def selected(args: tuple[Any, ...], argnums: int | tuple[int, ...]) -> tuple[Any, ...]:
    """The arguments that derivatives are taken for. Raises RuntimeError for a number that there is none of."""
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    if not numbers:
        raise RuntimeError("argnums must be non-empty")
    for number in numbers:
        if not -len(args) <= number < len(args):
            raise RuntimeError(f"Got argnum={number}, but only {len(args)} positional inputs")
    return tuple(args[number] for number in numbers)


def replaced(args: tuple[Any, ...], argnums: int | tuple[int, ...], values: tuple[Any, ...]) -> list[Any]:
    """All arguments, with other values for those selected."""
    found = list(args)
    for number, value in zip(argnums if isinstance(argnums, tuple) else (argnums,), values):
        found[number] = value
    return found


class NoSecondDerivative(paddle.autograd.PyLayer):
    """A gradient that Paddle cannot differentiate again: it has its value, and its own gradient is refused."""

    @staticmethod
    def forward(ctx: Any, anchor: paddle.Tensor, gradient: paddle.Tensor) -> paddle.Tensor:
        return gradient.clone()

    @staticmethod
    def backward(ctx: Any, gradient: paddle.Tensor) -> Any:
        raise NotImplementedError("Paddle has no second derivative of an operator that this gradient went through")


class Evaluation:
    """A function called on private copies of its inputs; ``function`` may give auxiliary results beside the output."""

    def __init__(
        self, function: Callable[..., Any], args: tuple[Any, ...], argnums: Any, kwargs: Any, has_aux: bool
    ) -> None:
        self.outer_grad = paddle.is_grad_enabled()
        chosen = private_inputs(selected(args, argnums))
        self.seeds: list[paddle.Tensor] = []  # of derivatives within the function: leaves of its graph, too
        RUNNING_EVALUATIONS.append(self)
        try:
            with paddle.enable_grad():
                found = function(*replaced(args, argnums, chosen), **kwargs)
        finally:
            RUNNING_EVALUATIONS.pop()
        if has_aux and not (isinstance(found, tuple) and len(found) == 2):
            raise RuntimeError(f"Expected the function to return a tuple (output, aux) with has_aux, got {type(found)}")
        self.output: Any = found[0] if has_aux else found
        self.aux: Any = found[1] if has_aux else None
        self.inputs = chosen if isinstance(argnums, tuple) else chosen[0]
        self.leaves, self.spec = tree_flatten(self.inputs)
        for leaf in self.leaves:
            if not paddle.is_tensor(leaf):
                raise RuntimeError(f"Expected tensors as the inputs that derivatives are taken for, got {type(leaf)}")
        self.graph = self.outer_grad and depends_on_others(tensors_in(self.output), self.leaves + self.seeds)

    def gradients(self, outputs: list[paddle.Tensor], seeds: list[Any], retain: bool = True) -> list[paddle.Tensor]:
        """The gradients for the inputs' tensors; zeros for those that the outputs do not depend on."""
        pairs = [(output, seed) for output, seed in zip(outputs, seeds) if not output.stop_gradient]
        if not pairs:
            return [paddle.zeros_like(leaf) for leaf in self.leaves]
        own_seeds = [self._own_seed(seed) for _, seed in pairs]
        own_outputs = [output for output, _ in pairs]
        try:
            found = autograd_grad(
                own_outputs, self.leaves, own_seeds, retain_graph=retain, create_graph=self.graph, allow_unused=True
            )
        except RuntimeError as error:
            if not self.graph or "doesn't have any grad op" not in str(error):
                raise
            plain = autograd_grad(own_outputs, self.leaves, own_seeds, retain_graph=True, allow_unused=True)
            found = tuple(one if one is None else NoSecondDerivative.apply(own_outputs[0], one) for one in plain)
        return [paddle.zeros_like(leaf) if one is None else one for one, leaf in zip(found, self.leaves)]

    def _own_seed(self, seed: paddle.Tensor) -> paddle.Tensor:
        """The seed as a leaf that the running evaluations know: Paddle makes it one of the gradients' graph anyway."""
        if not self.graph or not seed.stop_gradient:
            return seed
        leaf = seed.detach()
        leaf.stop_gradient = False
        for evaluation in RUNNING_EVALUATIONS:
            evaluation.seeds.append(leaf)
        return leaf

    def finished(self, tree: Any) -> Any:
        """A result as the caller gets it: apart from the graph unless something outside needs it."""
        return tree if self.graph else tree_map(lambda leaf: leaf.detach() if paddle.is_tensor(leaf) else leaf, tree)

    def tree(self, leaves: list[Any]) -> Any:
        """Values for the inputs' tensors, nested as the inputs are."""
        return self.spec.unflatten(leaves)


def flat_output(output: Any) -> tuple[list[paddle.Tensor], TreeSpec]:
    """The tensors of an output and its shape. Raises RuntimeError for what is no tensor."""
    leaves, spec = tree_flatten(output)
    for leaf in leaves:
        if not paddle.is_tensor(leaf):
            raise RuntimeError(f"Expected the function to return only tensors, got {type(leaf)}")
    return leaves, spec
