"""Helpers for methods of modules: state dicts, casts, modes, hooks, members."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from paconvert_ng.runtime.module_backward_hooks import (
    module_register_full_backward_hook,
    module_register_full_backward_pre_hook,
)
from paconvert_ng.runtime.module_cast import (
    module_apply_to_tensors,
    module_bfloat16,
    module_double,
    module_float,
    module_half,
    module_to,
)
from paconvert_ng.runtime.module_dispatch import module_method
from paconvert_ng.runtime.module_members import module_modules, module_parameters
from paconvert_ng.runtime.module_mode import module_eval, module_train
from paconvert_ng.runtime.module_state_dict import (
    module_load_from_state_dict,
    module_load_state_dict,
    module_save_to_state_dict,
    module_state_dict,
)
from paconvert_ng.runtime.module_state_hooks import module_register_load_state_dict_pre_hook_unbound
from paconvert_ng.runtime.nn_linear import Linear
from tests.support.frameworks import paddle, torch

Module = torch.nn.Module


def build(nn: Any, base: Any, linear: Any, framework: Any) -> Any:
    class Net(base):
        def __init__(self) -> None:
            super().__init__()
            self.head = linear(3, 2)
            self.tied = self.head
            self.body = nn.Sequential(linear(2, 2), nn.ReLU())
            self.register_buffer("kept", framework.arange(3))
            self.register_buffer("lost", framework.ones([1]), persistent=False)
            self.register_buffer("unset", None)
            self.scale = nn.Parameter(framework.ones([]))
            self.plain = framework.ones([2])

    return Net()


def ours() -> Any:
    return build(paddle.nn, paddle.nn.Layer, Linear, paddle)


def theirs() -> Any:
    return build(torch.nn, torch.nn.Module, torch.nn.Linear, torch)


def test_state_dict() -> None:
    state, expected = module_state_dict(ours()), theirs().state_dict()
    assert list(state) == list(expected) and state._metadata == expected._metadata
    assert all(value.stop_gradient and type(value) is paddle.Tensor for value in state.values())
    net = ours()
    module_state_dict(net)["scale"].fill_(9.0)
    assert float(net.scale) == 9.0
    assert module_state_dict(net, keep_vars=True)["scale"] is net.scale
    assert list(module_state_dict(net, prefix="a."))[0] == "a.scale"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_load_state_dict(dtype: str) -> None:
    net, source = ours(), theirs().to(getattr(torch, dtype))
    weight = net.head.weight
    values = {key: value.numpy() for key, value in source.state_dict().items()}
    assert str(module_load_state_dict(net, values)) == "<All keys matched successfully>"
    assert net.head.weight is weight and weight.dtype == paddle.float32 and not weight.stop_gradient
    for key, value in module_state_dict(net).items():
        np.testing.assert_array_equal(value.numpy(), values[key].astype(value.numpy().dtype))
    module_load_state_dict(net, {key: paddle.to_tensor(value) for key, value in values.items()}, assign=True)
    assert str(net.head.weight.dtype) == f"paddle.{dtype}" and isinstance(net.head.weight, paddle.nn.Parameter)


def test_load_state_dict_reports_as_torch() -> None:
    net, source = ours(), theirs()
    state = {key: value.numpy() for key, value in source.state_dict().items()}
    state.pop("head.weight")
    state.update({"x.y": np.ones(1), "scale": np.ones(2), "head.more": np.ones(2), "more": np.ones(2)})
    messages = []
    for load in (
        lambda: module_load_state_dict(net, state),
        lambda: source.load_state_dict({key: torch.tensor(value) for key, value in state.items()}),
    ):
        with pytest.raises(RuntimeError) as caught:
            load()
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    state.pop("scale")
    found = module_load_state_dict(net, state, strict=False)
    expected = source.load_state_dict({key: torch.tensor(value) for key, value in state.items()}, strict=False)
    assert tuple(found) == tuple(expected) and repr(found) == repr(expected)


def test_overridden_parts_are_asked() -> None:
    class Inner(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.weight = paddle.nn.Parameter(paddle.ones([2]))

        def _load_from_state_dict(self, state_dict: Any, prefix: str, *rest: Any) -> None:
            state_dict[prefix + "weight"] = state_dict.pop(prefix + "old")
            module_load_from_state_dict(super(), state_dict, prefix, *rest)

        def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
            module_save_to_state_dict(super(), destination, prefix, keep_vars)
            destination[prefix + "extra"] = paddle.zeros([1])

    net = paddle.nn.Sequential(Inner())
    assert list(module_state_dict(net)) == ["0.weight", "0.extra"]
    assert module_load_state_dict(net, {"0.old": np.array([3.0, 4.0])}).missing_keys == []
    assert net[0].weight.tolist() == [3.0, 4.0]


def test_load_hook() -> None:
    layer = Linear(1, 1, bias=False)
    module_register_load_state_dict_pre_hook_unbound(
        layer, lambda state, prefix, *_: state.update(weight=np.ones((1, 1)))
    )
    assert module_load_state_dict(layer, {}).missing_keys == []


def test_casts_leave_integers_alone() -> None:
    net = ours()
    weight = net.head.weight
    net.body(paddle.ones([1, 2])).sum().backward()
    for cast, dtype in (
        (module_half, "float16"),
        (module_double, "float64"),
        (module_bfloat16, "bfloat16"),
        (module_float, "float32"),
    ):
        assert cast(net) is net and net.head.weight is weight
        assert str(weight.dtype) == f"paddle.{dtype}" and net.kept.dtype == paddle.int64
        assert str(net.body[0].weight.grad.dtype) == f"paddle.{dtype}"
    net.body(paddle.ones([1, 2])).sum().backward()
    assert module_to(net, paddle.float64).scale.dtype == paddle.float64
    assert module_to(net, "cpu", paddle.float32).scale.dtype == paddle.float32
    assert module_to(net, paddle.ones([1], dtype="float64")).scale.dtype == paddle.float64
    assert module_to(net, memory_format=None) is net
    with pytest.raises(TypeError):
        module_to(net, paddle.int64)
    assert module_half(paddle.ones([1])).dtype == paddle.float16


def test_an_overridden_apply_is_asked_by_paddle_too() -> None:
    class Cached(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.weight = paddle.nn.Parameter(paddle.ones([1]))
            self.cache = {1: 2}

        def _apply(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
            self.cache = {}
            return module_apply_to_tensors(super(), fn, *args, **kwargs)

    net = paddle.nn.Sequential(Cached())
    assert module_double(net)[0].cache == {} and net[0].weight.dtype == paddle.float64
    net[0].cache = {1: 2}
    net.to(dtype="float32")
    assert net[0].cache == {} and net[0].weight.dtype == paddle.float32


def test_modes() -> None:
    class Frozen(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.norm = paddle.nn.BatchNorm1D(2)

        def train(self, mode: bool = True) -> Any:
            module_train(super(), mode)
            self.norm.eval()
            return self

    net = paddle.nn.Sequential(Frozen(), paddle.nn.Dropout())
    assert module_train(net) is net
    assert [layer.training for layer in module_modules(net)] == [True, True, False, True]
    assert [layer.training for layer in module_modules(module_eval(net))] == [False] * 4
    net.train = lambda mode=True: "disabled"
    assert module_train(net) == "disabled"
    with pytest.raises(ValueError):
        module_train(paddle.nn.ReLU(), 1)


def test_members_are_iterators() -> None:
    net = ours()
    assert next(module_parameters(net)) is net.scale
    assert len(list(module_parameters(net, recurse=False))) == 1

    class Other:
        def parameters(self) -> list[int]:
            return [1]

    assert module_parameters(Other()) == [1]


def test_an_object_of_another_kind_keeps_its_method() -> None:
    @module_method("close")
    def helper(module: Any) -> str:
        return "module"

    class Forwarding(paddle.nn.Layer):
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(name)

    assert helper(paddle.nn.ReLU()) == "module"
    assert helper(Forwarding()) == "module"


def test_backward_hooks() -> None:
    outcomes = []
    for framework, base, full, pre in (
        (
            torch,
            torch.nn.Module,
            torch.nn.Module.register_full_backward_hook,
            torch.nn.Module.register_full_backward_pre_hook,
        ),
        (paddle, paddle.nn.Layer, module_register_full_backward_hook, module_register_full_backward_pre_hook),
    ):
        seen: list[Any] = []

        class Net(base):  # type: ignore[misc, valid-type]
            def forward(self, x: Any, factor: float, y: Any = None) -> Any:
                return x * factor + y, x * x

        def leaf(values: list[float], framework: Any = framework) -> Any:
            tensor = torch.tensor(values) if framework is torch else paddle.to_tensor(values)
            tensor.requires_grad_(True)
            return tensor

        net, x, y = Net(), leaf([1.0, 2.0]), leaf([3.0, 4.0])
        note = full(
            net,
            lambda module, grads, outs, seen=seen: seen.append(
                ([None if g is None else g.tolist() for g in grads], [g.tolist() for g in outs])
            ),
        )
        full(net, lambda module, grads, outs: (grads[0] * 10, *grads[1:]))
        pre(net, lambda module, outs: (outs[0] * 2, outs[1]))
        first, second = net(x, 5, y)
        (first.sum() + second.sum()).backward()
        note.remove()
        first, second = net(x, 5, y)
        first.sum().backward()
        outcomes.append((seen, x.grad.tolist(), y.grad.tolist()))
    assert outcomes[0] == outcomes[1]


def test_base_called_unbound_in_override() -> None:
    """``nn.Module.train(self, mode)`` in an override comes out as ``module_train(self, mode)``: Layer's own."""

    class Frozen(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.inner = paddle.nn.Dropout(0.5)
            self.calls = 0

        @paddle.no_grad()
        def train(self, mode: bool = True) -> Any:
            self.calls += 1
            module_train(self, mode)
            self.inner.training = False
            return self

    class Deeper(Frozen):
        pass

    class Outer(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.frozen = Deeper()

        def train(self, mode: bool = True) -> Any:
            module_train(self.frozen, mode)
            return module_train(self, mode)

    net = Outer()
    assert module_train(net, False) is net
    assert (net.training, net.frozen.training, net.frozen.calls) == (False, False, 2)
    module_train(net)
    assert (net.training, net.frozen.training, net.frozen.inner.training, net.frozen.calls) == (True, True, False, 4)
