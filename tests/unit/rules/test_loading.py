"""What sound rule files turn into."""

from __future__ import annotations

from paconvert_ng.rules.model import Param, RuleSet, Signature

from .conftest import Rules


def test_drop_in(rules: Rules) -> None:
    rule = rules.load("torch.einsum: {to: paddle.einsum, unproved: trial}").rules["torch.einsum"]
    assert (rule.drop_in, rule.variants, rule.kind, rule.proved) == ("paddle.einsum", (), "function", False)
    assert rule.where.endswith("rules.yaml:1")
    assert rule.returns == "Tensor"


def test_template_binds_the_snapshot_signature(rules: Rules) -> None:
    rule = rules.load(
        """
        torch.nn.functional.hardtanh:
          to: paddle.nn.functional.hardtanh(input, min=min_val, max=max_val)
          only: {inplace: [false, null, 1e-5, "x"]}
          tests:
            - call: torch.nn.functional.hardtanh(x, -0.5, 0.5)
              with: {x: f32 2x3}
              grad: [x]
        """
    ).rules["torch.nn.functional.hardtanh"]
    (variant,) = rule.variants
    assert [param.name for param in variant.signatures[0].params] == ["input", "min_val", "max_val", "inplace"]
    assert variant.omit == ("min_val", "max_val")
    assert rule.only == (("inplace", ("False", "None", "1e-05", "'x'")),)
    assert rule.proved


def test_tests(rules: Rules) -> None:
    loaded = rules.load(
        """
        torch.einsum:
          to: paddle.einsum
          tests:
            - call: torch.einsum(e, x, y)
              with: {x: f32 2x3, y: "f32 3 positive", e: "'ij,j->i'", n: 1, shape: [1, 2], flag: true}
              grad: [x]
              tol: 1e-4
              expect: paddle.einsum(e, x, y)
            - code: |
                y = torch.ones(2)
                result = torch.einsum("i->", y)
            - module: torch.nn.Linear(2, 3)
              attributes: [bias]
            - random: torch.randn(2)
            - call: torch.einsum(x)
              unconverted: operand
        """
    )
    first, program, module, chance, left = loaded.tests
    assert first.inputs == (
        ("x", "f32 2x3"),
        ("y", "f32 3 positive"),
        ("e", "'ij,j->i'"),
        ("n", "1"),
        ("shape", "[1, 2]"),
        ("flag", "True"),
    )
    assert (first.grad, first.tol, first.expect) == (("x",), 1e-4, "paddle.einsum(e, x, y)")
    assert first.where.endswith("rules.yaml:4")
    assert (program.form, module.form, chance.form, left.unconverted) == ("code", "module", "random", "operand")
    assert module.attributes == ("bias",)


def test_variants_and_overloads(rules: Rules) -> None:
    rule = rules.load(
        """
        torch.max:
          variants:
            - signature: (input, *, out=None)
              to: paddle.max(input)
            - if: is_none(out) and not given(keepdim)
              signature: (input, dim, keepdim=False, *, out=None)
              to: paddle.compat.max(input, dim)
          only: {out: [null]}
          helper: helper.torch_max
          unproved: trial
        """
    ).rules["torch.max"]
    one, two = rule.variants
    assert one.when == "" and [param.name for param in one.signatures[0].params] == ["input", "out"]
    assert two.when == "is_none(out) and (not given(keepdim))"
    assert len(rule.signatures) == 3 and rule.helper == "helper.torch_max"


def test_overload_without_variant_is_warned_of(rules: Rules) -> None:
    loaded = rules.load(
        """
        torch.Tensor.max:
          to: self.max(dim)
          only: {keepdim: [false]}
          unproved: trial
        """
    )
    assert not loaded.problems
    assert [warning.message for warning in loaded.warnings] == [
        "no variant of torch.Tensor.max takes its overload ()",
        "no variant of torch.Tensor.max takes its overload (other)",
    ]


def test_version_conditions_are_decided(rules: Rules) -> None:
    text = """
        torch.abs:
          variants:
            - if: paddle < "3.1"
              to: paddle.abs(input, nosuch=1)
            - if: paddle >= "3.1" and is_tensor(input)
              to: paddle.abs(input)
            - if: not (paddle < "3.2") or is_none(out)
              to: paddle.abs
          only: {out: [null]}
          unproved: trial
        """
    rule = rules.load(text).rules["torch.abs"]
    assert [variant.when for variant in rule.variants] == ["is_tensor(input)"]
    assert rule.drop_in == "paddle.abs"


def test_older_paddle_loses_what_it_lacks(rules: Rules) -> None:
    text = """
        torch.abs:
          to: paddle.abs
          unproved: trial
        torch.nn.functional.relu:
          to: paddle.nn.functional.relu(input)
          only: {inplace: [false]}
          helper: helper.relu
          unproved: trial
        torch.nn.Linear:
          variants:
            - if: bias == True
              to: paddle.compat.nn.Linear(in_features, out_features, device=device, dtype=dtype)
          to: paddle.compat.nn.Linear
          unproved: trial
        """
    new = rules.load(text)
    assert not new.problems
    assert new.rules["torch.nn.Linear"].drop_in == "paddle.compat.nn.Linear"
    old = rules.load(text, "3.0.0")
    assert not old.problems
    assert old.rules["torch.nn.Linear"].leave == "Paddle 3.0.0 has no paddle.compat.nn.Linear"
    assert old.rules["torch.nn.functional.relu"].variants and old.rules["torch.nn.functional.relu"].helper
    absolute = old.rules["torch.abs"]
    templates = ["paddle.abs(input)", "helper.to_out(paddle.abs(input), out)"]
    assert (absolute.drop_in, [variant.to for variant in absolute.variants]) == ("", templates)
    assert absolute.only == (("out", ("None",)),)


def test_helper_that_needs_a_newer_paddle(rules: Rules) -> None:
    text = """
        einops.rearrange:
          signature: (x)
          helper: helper.newer
          unproved: trial
        """
    assert rules.load(text).rules["einops.rearrange"].helper == "helper.newer"
    old = rules.load(text, "2.6.2").rules["einops.rearrange"]
    assert old.leave == "helper.newer needs paddle.compat.nn.Linear, which Paddle 2.6.2 does not have"


def test_methods_and_attributes(rules: Rules) -> None:
    loaded = rules.load(
        """
        torch.Tensor: {to: paddle.Tensor, unproved: trial}
        torch.Tensor.abs: {to: self.abs, unproved: trial}
        torch.Tensor.numel: {helper: helper.tensor_numel, returns: int, unproved: trial}
        torch.Tensor.is_cuda: {to: self.place.is_gpu_place(), unproved: trial}
        torch.Tensor.data:
          to: self.data
          set: self.set_value(value)
          unproved: trial
        torch.nn.Conv2d.in_channels: {to: self._in_channels, unproved: trial}
        torch.Tensor.__iadd__: {helper: helper.op_iadd, unproved: trial}
        """
    )
    assert not loaded.problems
    rule = loaded.rules.__getitem__
    assert (rule("torch.Tensor.abs").drop_in, rule("torch.Tensor.abs").unknown) == ("self.abs", "leave")
    assert rule("torch.Tensor.numel").unknown == "helper"
    assert rule("torch.Tensor.is_cuda").variants[0].to == "self.place.is_gpu_place()"
    assert rule("torch.Tensor.data").set == "self.set_value(value)"
    assert rule("torch.nn.Conv2d.in_channels").kind == "attribute"


def test_attribute_for_a_method(rules: Rules) -> None:
    text = """
        torch.Tensor: {to: paddle.Tensor, unproved: trial}
        torch.Tensor.size:
          signature: (dim=None)
          variants:
            - {if: is_none(dim), to: self.shape}
            - {if: given(dim), to: "self.shape[dim]"}
          unproved: trial
        """
    rule = rules.load(text).rules["torch.Tensor.size"]
    assert [variant.to for variant in rule.variants] == ["self.shape", "self.shape[dim]"]
    (problem,) = rules.problems(text.replace("self.shape}", "self.dim}"))
    assert "write the call: self.dim(...)" in problem


def test_other_frameworks(rules: Rules) -> None:
    loaded = rules.load(
        """
        einops.rearrange:
          signature: "(tensor, pattern, **axes_lengths)"
          helper: helper.torch_max
          unproved: trial
        timm.layers.DropPath: {to: helper.Conv2d, unproved: trial}
        timm.layers.DropPath.extra: {leave: not known}
        accelerate.state.kind: {kind: value, to: "1", unproved: trial}
        """
    )
    assert [problem.message for problem in loaded.problems] == [
        "parameter 1 of einops.rearrange is 'tensor', of helper.torch_max 'input'"
    ]
    assert {name: rule.kind for name, rule in loaded.rules.items()} == {
        "timm.layers.DropPath": "class",
        "timm.layers.DropPath.extra": "attribute",
        "accelerate.state.kind": "value",
    }


def test_a_removed_name_may_be_left(rules: Rules) -> None:
    rule = rules.load("torch.symeig: {leave: use torch.linalg.eigh}").rules["torch.symeig"]
    assert rule.leave == "use torch.linalg.eigh"


def test_later_folders_override(rules: Rules) -> None:
    rules.write("torch.einsum: {to: paddle.einsum, unproved: t}\ntorch.abs: {to: paddle.abs, unproved: t}\n")
    extra = rules.folder.parent / "extra.yaml"
    extra.write_text("torch.einsum: {leave: not here}\n", encoding="utf-8")
    loaded = rules.load(override=(extra,))
    assert not loaded.problems
    assert loaded.rules["torch.einsum"].leave == "not here"
    assert loaded.rules["torch.abs"].drop_in == "paddle.abs"


def test_own_signature(rules: Rules) -> None:
    rule = rules.load(
        """
        torch.Tensor.permute:
          signature: ["(*dims)", "(dims)"]
          to: self.transpose([*dims])
          unproved: trial
        """
    ).rules["torch.Tensor.permute"]
    assert rule.signatures == (
        Signature((Param("dims", "var_positional"),)),
        Signature((Param("dims"),)),
    )
    assert rule.variants[0].signatures == rule.signatures
    assert rule.returns == "Tensor"


def test_names_left_together(rules: Rules) -> None:
    loaded = rules.load("torch.max:\n  leave: not here\n  also: [torch.min, torch.mean]\n")
    assert not loaded.problems
    assert {name: rule.leave for name, rule in loaded.rules.items()} == dict.fromkeys(
        ("torch.max", "torch.min", "torch.mean"), "not here"
    )


def test_a_namespace_is_left_in_one_place(rules: Rules) -> None:
    loaded = rules.load("torch.fx.*: {leave: no graphs}\ntorch.fx.Graph.*: {leave: no nodes}\n")
    assert not loaded.problems
    found = RuleSet("3.3.1", namespaces=loaded.namespaces)
    assert found.left_because("torch.fx.Graph") == "no graphs"
    assert found.left_because("torch.fx.passes.shape_prop.ShapeProp") == "no graphs"
    assert found.left_because("torch.fx.Graph.call_function") == "no nodes"
    assert found.left_because("torch.fxx.Graph") == found.left_because("torch") == ""


def test_a_rule_for_a_newer_paddle_is_left_and_says_so(rules: Rules) -> None:
    text = """
        torch.einsum:
          variants:
            - {if: paddle >= "3.2", to: paddle.einsum}
          unproved: trial
        """
    assert rules.load(text).rules["torch.einsum"].drop_in == "paddle.einsum"
    assert rules.load(text, "3.0.0").rules["torch.einsum"].leave == (
        'Paddle 3.0.0: what converts it needs paddle >= "3.2"'
    )


def test_a_template_for_an_older_paddle(rules: Rules) -> None:
    """Sizes as a list, and without keywords that it lacks: these arguments then have their defaults."""
    text = """
        torch.Tensor: {to: paddle.Tensor, unproved: trial}
        torch.Tensor.reshape:
          signature: (*shape)
          to: self.reshape(*shape)
          unproved: trial
        torch.zeros:
          signature: (*size, dtype=None, device=None)
          to: paddle.zeros(*size, dtype=dtype, device=device)
          unproved: trial
        """
    new, old = rules.load(text).rules, rules.load(text, "3.0.0").rules
    assert [rule["torch.zeros"].variants[0].to for rule in (new, old)] == [
        "paddle.zeros(*size, dtype=dtype, device=device)",
        "paddle.zeros([*size], dtype=dtype)",
    ]
    assert (new["torch.zeros"].only, old["torch.zeros"].only) == ((), (("device", ("None",)),))
    assert old["torch.Tensor.reshape"].variants[0].to == "self.reshape([*shape])"


def test_a_helper_that_calls_what_an_older_paddle_does_not_take(rules: Rules) -> None:
    (rules.runtime / "older.py").write_text(
        "import paddle\n\ndef made(input):\n    return paddle.full([2], 1.0, device='cpu')\n", encoding="utf-8"
    )
    text = "torch.einsum: {helper: helper.user, signature: (input), unproved: trial}\n"
    (rules.runtime / "user.py").write_text(
        "from .older import made\n\ndef user(input):\n    return made(input)\n", encoding="utf-8"
    )
    assert rules.load(text).rules["torch.einsum"].helper == "helper.user"
    assert "helper.made needs another paddle.full than that of Paddle 3.0.0: it has no parameter 'device'" in (
        rules.load(text, "3.0.0").rules["torch.einsum"].leave
    )
