"""The harness itself: a right conversion passes, and each kind of wrong one is caught.

The converter here is a table of text replacements, so that every mistake can be made on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from paconvert_ng.rules.model import Param, Rule, RuleTest, Signature
from tests.support.conversion import Converter, ProofFailure
from tests.support.forms import call_forms
from tests.support.proof import prove


@dataclass(frozen=True)
class FakeResult:
    code: str
    diagnostics: tuple[Any, ...] = ()
    unconverted: tuple[Any, ...] = ()


def replacing(*pairs: tuple[str, str], prelude: str = "") -> Converter:
    """A converter that replaces text, then ``torch`` by ``paddle``; its output is left as it is."""

    def convert(text: str) -> FakeResult:
        if "import paddle" in text:
            return FakeResult(text)
        for old, new in pairs:
            assert old in text, f"{old!r} is not in the program:\n{text}"
            text = text.replace(old, new)
        return FakeResult("import paddle\n" + prelude + text.replace("import torch\n", "").replace("torch.", "paddle."))

    return convert


def signature(*names: str) -> Signature:
    return Signature(tuple(Param(name.rstrip("?"), default="None" if name.endswith("?") else None) for name in names))


def rule(name: str, *params: str, kind: Any = "function") -> Rule:
    return Rule(name, kind, "test", signatures=(signature(*params),) if params else ())


def call(source: str, inputs: dict[str, str], *, grad: tuple[str, ...] = (), **more: Any) -> RuleTest:
    form = more.pop("form", "call")
    return RuleTest("torch.test", "rules/test.yaml:1", form, source, tuple(inputs.items()), grad, **more)


ABS = rule("torch.abs")
MAX = rule("torch.max")


def caught(test: RuleTest, tested: Rule, convert: Converter, message: str) -> None:
    with pytest.raises(ProofFailure, match=message):
        prove(test, tested, convert)


def test_a_right_conversion_passes() -> None:
    prove(call("torch.abs(x)", {"x": "f32 2x3"}, grad=("x",)), ABS, replacing())
    prove(call("torch.abs(x)", {"x": "f32 scalar"}), ABS, replacing())
    prove(call("torch.abs(x)", {"x": "i64 0x3"}), ABS, replacing())
    prove(call("torch.abs(x)", {"x": "f32 3 nan inf"}), ABS, replacing())
    fields = replacing(("torch.max(x, dim=1)", "paddle.compat.max(x, dim=1)"))
    prove(call("torch.max(x, dim=1)", {"x": "f32 2x3"}), MAX, fields)


@pytest.mark.parametrize(
    ("source", "inputs", "converted", "message"),
    [
        ("torch.abs(x)", {"x": "f32 2x3"}, "paddle.abs(x) + 1e-3", "values differ"),
        ("torch.abs(x)", {"x": "f32 2x3"}, "paddle.abs(x).astype('float64')", "dtype"),
        ("torch.abs(x)", {"x": "f32 2x1"}, "paddle.abs(x).squeeze(-1)", "shape"),
        ("torch.abs(x)", {"x": "f32 scalar"}, "float(paddle.abs(x))", "torch gives a Tensor"),
        ("torch.max(x, 1)", {"x": "f32 2x3"}, "paddle.max(x, 1)", "torch gives max .*, Paddle a Tensor"),
        ("torch.max(x, 1)", {"x": "f32 2x3"}, "(paddle.max(x, 1), paddle.argmax(x, 1))", "has the field 'values'"),
        ("torch.split(x, 2)", {"x": "f32 4"}, "list(paddle.compat.split(x, 2))", "torch gives a tuple"),
        ("x.numel()", {"x": "f32 4"}, "x.numel()", "torch gives int 4, Paddle Tensor|Paddle a Tensor"),
        ("x.tolist()", {"x": "i64 4"}, "[float(v) for v in x]", "torch gives int"),
        ("x.shape", {"x": "f32 2x3"}, "[3, 2]", "torch gives torch.Size"),
        ("x.add_(1)", {"x": "f32 2x3"}, "(x + 1)", "input x after the call"),
        ("x + 1", {"x": "f32 2x3"}, "x.scale_(1.0, 1.0)", "input x after the call"),
    ],
)
def test_a_wrong_conversion_is_caught(source: str, inputs: dict[str, str], converted: str, message: str) -> None:
    caught(call(source, inputs), rule("torch.other"), replacing((source, converted)), message)


def test_wrong_gradients_are_caught() -> None:
    test = call("torch.abs(x)", {"x": "f32 2x3"}, grad=("x",))
    caught(test, ABS, replacing(("torch.abs(x)", "paddle.abs(x.detach())")), "requires_grad")
    halved = "(paddle.abs(x) * 0.5 + paddle.abs(x).detach() * 0.5)"
    caught(test, ABS, replacing(("torch.abs(x)", halved)), "gradient of x")


def test_in_place_changes_of_a_differentiated_input_are_compared() -> None:
    test = call("x.exp_()", {"x": "f32 2x3"}, grad=("x",))
    prove(test, rule("torch.Tensor.exp_"), replacing(("x.exp_()", "x.exp_()")))
    caught(test, rule("torch.Tensor.exp_"), replacing(("x.exp_()", "x.exp()")), "input x after the call")


def test_marks_left_and_unstable_output_are_caught() -> None:
    test = call("torch.abs(x)", {"x": "f32 2x3"})
    caught(test, ABS, lambda text: FakeResult(text), "still names the source framework")
    left = SimpleNamespace(api="torch.abs", message="no rule")
    caught(test, ABS, lambda text: FakeResult(text, (left,), (left,)), "left unconverted")
    caught(test, ABS, lambda text: FakeResult("def broken("), "does not parse")
    caught(test, ABS, lambda text: FakeResult(text.replace("torch", "paddle") + "\n"), "converting the output again")


def test_the_expected_text_is_compared() -> None:
    right = call("torch.abs(x)", {"x": "f32 2x3"}, expect="paddle.abs( x )")
    prove(right, ABS, replacing())
    caught(call("torch.abs(x)", {"x": "f32 2x3"}, expect="x.abs()"), ABS, replacing(), "expected text")


def test_what_must_be_left_is_checked() -> None:
    test = call("torch.abs(x, out=y)", {"x": "f32 2", "y": "f32 2"}, unconverted="out")
    left = SimpleNamespace(api="torch.abs", message="out is not handled")
    body = "def as_written(x, y):\n    raise NotImplementedError('torch.abs: PC103')\n"
    prove(test, ABS, lambda text: FakeResult(body, (left,), (left,)))
    caught(test, ABS, lambda text: FakeResult(body, (), ()), "nothing was left")
    silent = "def as_written(x, y):\n    return x\n"
    caught(test, ABS, lambda text: FakeResult(silent, (left,), (left,)), "runs without an error")


def test_forms_of_a_call() -> None:
    texts = {
        form.name: form.expression
        for form in call_forms("torch.foo(x, c=2)", ("torch.foo",), (signature("a", "b?", "c?"),), method=False)
    }
    assert texts == {
        "as_written": "torch.foo(x, c=2)",
        "keywords": "torch.foo(a=x, c=2)",
        "shuffled": "torch.foo(c=2, a=x)",
    }
    method = call_forms("x.foo(1).sum()", ("torch.Tensor.foo",), (signature("dim"),), method=True)
    assert [(form.name, form.expression, form.typed) for form in method] == [
        ("as_written", "x.foo(1).sum()", True),
        ("keywords", "x.foo(dim=1).sum()", True),
        ("unknown_receiver_as_written", "x.foo(1).sum()", False),
        ("unknown_receiver_keywords", "x.foo(dim=1).sum()", False),
    ]
    value = call_forms("torch.foo(x, 1)", ("torch.foo",), (signature("a", "b"),), method=False, as_value=True)
    assert [form.expression for form in value][-2:] == ["apply(torch.foo, x, 1)", "apply(torch.foo, b=1, a=x)"]


def test_a_module_is_proved_by_its_state_and_gradients() -> None:
    test = RuleTest("torch.nn.Linear", "test", "module", "torch.nn.Linear(4, 3)", (("x", "f32 2x4"),))
    linear = rule("torch.nn.Linear", "in_features", "out_features", kind="class")
    compat = "paddle.compat.nn.Linear("
    initialised = """
import math
def build(*args, **kwargs):
    layer = paddle.compat.nn.Linear(*args, **kwargs)
    bound = 1 / math.sqrt(layer.weight.shape[1])
    for p in layer.parameters():
        paddle.nn.init.uniform_(p, -bound, bound)
    return layer
"""
    prove(test, linear, replacing(("torch.nn.Linear(", "build("), prelude=initialised))
    caught(test, linear, replacing(("torch.nn.Linear(", "paddle.nn.Linear(")), "state-dict entry 'weight'")
    wider = initialised.replace("math.sqrt(layer.weight.shape[1])", "layer.weight.shape[1]")
    caught(test, linear, replacing(("torch.nn.Linear(", "build("), prelude=wider), "standard deviation")
    normal = initialised.replace("uniform_(p, -bound, bound)", "normal_(p, 0.0, bound / 1.732)")
    normally = replacing(("torch.nn.Linear(", "build("), prelude=normal)
    caught(test, linear, normally, "uniform in torch, normal in Paddle")
    no_bias = replacing(("torch.nn.Linear(", compat), ("4, 3", "4, 3, bias=False"), prelude="")
    keyword_forms = RuleTest("torch.nn.Linear", "test", "module", "torch.nn.Linear(4, 3)", (("x", "f32 2x4"),))
    caught(keyword_forms, rule("torch.nn.Linear", kind="class"), no_bias, "state-dict keys")


def test_buffers_after_a_training_step_are_compared() -> None:
    test = RuleTest("torch.nn.BatchNorm1d", "test", "module", "torch.nn.BatchNorm1d(3)", (("x", "f32 4x3"),))
    renamed = """
class BatchNorm1d(paddle.nn.Layer):
    def __init__(self, n):
        super().__init__()
        self.weight = self.create_parameter([n], default_initializer=paddle.nn.initializer.Constant(1.0))
        self.bias = self.create_parameter([n], is_bias=True)
        self.register_buffer("running_mean", paddle.zeros([n]))
        self.register_buffer("running_var", paddle.ones([n]))
        self.register_buffer("num_batches_tracked", paddle.zeros([], dtype="int64"))
    def forward(self, x):
        if self.training:
            self.num_batches_tracked.add_(paddle.ones([], dtype="int64"))
        return paddle.nn.functional.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, self.training, momentum=0.9)
"""
    batch_norm = rule("torch.nn.BatchNorm1d", kind="class")
    convert = replacing(("torch.nn.BatchNorm1d(", "BatchNorm1d("), prelude=renamed)
    caught(test, batch_norm, convert, "running_var after train step")


def test_random_results_are_compared_by_shape_only() -> None:
    prove(call("torch.randn(2, 3)", {}, form="random"), rule("torch.randn"), replacing())
    wrong = replacing(("torch.randn(2, 3)", "paddle.randn([3, 2])"))
    caught(call("torch.randn(2, 3)", {}, form="random"), rule("torch.randn"), wrong, "shape")


def test_code_leaves_its_result() -> None:
    code = "y = torch.ones(2)\nresult = {'sum': y.sum(), 'list': [1, y]}"
    prove(call(code, {}, form="code"), ABS, replacing())
    caught(call(code, {}, form="code"), ABS, replacing(("[1, y]", "[1, y * 2]")), r"result\['list'\]\[1\]")


def test_a_test_that_torch_refuses_is_reported_as_such() -> None:
    caught(call("torch.abs(x, 3)", {"x": "f32 2"}), ABS, replacing(), "the test fails under torch")
