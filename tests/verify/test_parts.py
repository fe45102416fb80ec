"""The parts that need no framework."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paconvert_ng.verify.compare import measure, size_of
from paconvert_ng.verify.process import CannotError
from paconvert_ng.verify.spec import Spec, absolute, make_inputs, make_spec, places, read_spec
from paconvert_ng.verify.statements import SourceFile, names_read
from paconvert_ng.verify.worker.arguments import by_name
from paconvert_ng.verify.worker.store import Store
from paconvert_ng.verify.worker.trees import leaves

RNG = np.random.default_rng(0)
VALUES = RNG.standard_normal(1000).astype("float32")


def test_the_size_leaves_masks_out() -> None:
    size = float(np.abs(VALUES).max())
    mask = np.arange(1000) % 2 == 0
    assert size_of(VALUES) == size
    assert size_of(np.append(VALUES, np.float32(1e-30))) == size
    for far in (-1e9, np.finfo("float32").min, -np.inf):
        assert size_of(np.where(mask, np.float32(far), VALUES)) == pytest.approx(np.abs(VALUES[~mask]).max())
        assert size_of(np.where(mask, np.float32(far), np.float32(0))) == 0.0
    assert size_of(np.full(3, 20000.0)) == 20000.0
    assert size_of(VALUES * 1e6) == pytest.approx(size * 1e6)
    assert size_of(np.zeros(3)) == size_of(np.zeros(0)) == size_of(np.arange(3)) == 0.0


def test_what_a_mask_hides_from_the_largest_value_is_found() -> None:
    masked = np.where(np.arange(1000) % 2 == 0, np.float32(-1e9), VALUES)
    other = masked.copy()
    other[1] += 0.01
    assert measure(masked, masked * np.float32(1 + 1e-6), 1e-4).equal
    assert not measure(masked, other, 1e-4).equal


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ([1.0, 2.0], [1.0, 2.0001], True),
        ([1.0, 2.0], [1.0, 2.001], False),
        ([0.0, 2.0], [0.0001, 2.0], True),
        ([np.nan, 1.0], [np.nan, 1.0], True),
        ([np.nan, 1.0], [0.0, 1.0], False),
        ([np.inf, 1.0], [np.inf, 1.0], True),
        ([np.inf, 1.0], [-np.inf, 1.0], False),
        ([0.0, 0.0], [0.0, 1e-3], False),
        ([1.0], [1.0, 1.0], False),
    ],
)
def test_measure(one: list[float], other: list[float], equal: bool) -> None:
    assert measure(np.array(one, "float32"), np.array(other, "float32"), 1e-4).equal is equal


def test_whole_numbers_are_equal_or_not() -> None:
    found = measure(np.arange(4), np.array([0, 1, 2, 4]), 1e-4)
    assert not found.equal
    assert found.said == "1 of 4 values differ"
    assert measure(np.array([True]), np.array([True]), 0).equal


def test_a_store_keeps_each_content_once(tmp_path: Path) -> None:
    path = str(tmp_path / "a.npz")
    with Store(path) as store:
        keys = [store.put(np.array(value)) for value in (1.5, [1.5], [1.5], [1, 2], 1.5, [])]
    assert keys[1] == keys[2]
    assert keys[0] == keys[4] != keys[1]
    with np.load(path) as file:
        assert len(file.files) == 4
        assert file[keys[0]].shape == ()
        assert file[keys[3]].tolist() == [1, 2]


def test_leaves_of_what_a_module_gives() -> None:
    assert list(leaves({"a": [1, (2,)], "b": None})) == [("['a'][0]", 1), ("['a'][1][0]", 2), ("['b']", None)]
    endless: list[Any] = []
    endless.append(endless)
    assert len(list(leaves(endless))) == 1


def test_how_inputs_are_passed() -> None:
    def plain(x: int, y: int = 0, *, z: int = 0) -> None: ...

    def anything(*args: int, **kwargs: int) -> None: ...

    assert not by_name(plain, ["x", "y"])
    assert by_name(plain, ["x", "z"])
    assert by_name(plain, ["y"])
    assert not by_name(plain, ["input"])
    assert by_name(anything, ["input_ids"])
    with pytest.raises(TypeError, match="no parameter w; it has x, y, z"):
        by_name(plain, ["x", "w"])


def test_statements_are_found_by_line(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(
        "class A:\n    @decorated\n    def f(self, x):\n        if x:\n            y = (x\n                 + 1)\n"
        "        for i in x: pass\n        return y\n"
    )
    source = SourceFile(file)
    function = source.function(2)
    assert function is not None
    assert function.name == "A.f"
    assert [function.at(line) for line in range(3, 9)] == [None, 0, 1, 1, 3, 4]
    assert source.text_of(function.statements[0]) == "if x:"
    assert source.text_of(function.statements[2]) == "for i in x:"
    assert names_read(function.statements[1]) == ["x"]
    assert names_read(function.statements[2]) == ["x"]


def test_a_spec_is_read_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "verify.yaml"
    file.write_text("entry: a:B\ntolerance: {f32: 1e-3}\ninputs: {x: f32 2x3 positive, flag: true, n: [1, i64 2]}\n")
    spec = make_spec(read_spec(file))
    assert spec.tolerances()["float32"] == 1e-3
    assert spec.tolerances()["float16"] == 1e-2
    nodes, arrays = make_inputs(spec)
    assert nodes["flag"] == {"value": True}
    assert nodes["n"]["list"][0] == {"value": 1}
    assert arrays[nodes["x"]["tensor"]].min() > 0
    assert all(np.array_equal(array, arrays[key]) for key, array in make_inputs(spec)[1].items())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"entry": "a:B", "input": {}}, "unknown key input; known: entry, args"),
        ({"entry": "a.B"}, "entry says what to build: package.module:Class"),
        ({}, "entry says what to build"),
        ({"entry": "a:B", "train": True}, "train: True is no int"),
        ({"entry": "a:B", "train": -1}, "train: a number of steps"),
        ({"entry": "a:B", "weights": "zeros"}, "weights: 'zeros' is none of random, own"),
        ({"entry": "a:B", "tolerance": {"float": 1}}, "tolerance: float=1"),
    ],
)
def test_what_is_wrong_with_a_spec_is_said(values: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotError) as error:
        make_spec(values)
    assert said in str(error.value)


def test_an_input_that_is_none_is_said() -> None:
    with pytest.raises(CannotError, match="input x: input 'f99 2x3' is neither a tensor"):
        make_inputs(Spec("a:B", inputs={"x": "f99 2x3"}))


def test_where_code_is_imported_from(tmp_path: Path) -> None:
    for folder in ("src/my-net", "out", "flat"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/my-net/__init__.py").touch()
    (tmp_path / "flat/net.py").touch()
    (tmp_path / "out/net.py").touch()
    package = tmp_path / "src/my-net"
    assert [place.package for place in places(package, tmp_path / "out", "my_net.a:B")] == ["my_net", "my_net"]
    assert places(package, tmp_path / "out", ".a:B")[1].package == "my_net"
    assert places(package, tmp_path / "out", "other:B")[0].package == ""
    file = places(tmp_path / "flat/net.py", tmp_path / "out", ":B")
    assert (file[0].package, file[1].root.name) == ("net", "net.py")
    nested = {"a": [{"$call": ".config:C", "kwargs": {"b": {"$call": "x:Y"}}}]}
    assert absolute(nested, "my_net") == {"a": [{"$call": "my_net.config:C", "kwargs": {"b": {"$call": "x:Y"}}}]}
    with pytest.raises(CannotError, match="only in a package"):
        absolute(nested, "")


def test_the_worker_imports_nothing_of_the_package() -> None:
    import paconvert_ng.verify.worker as worker

    folder = Path(inspect.getfile(worker)).parent
    for file in folder.glob("*.py"):
        assert "paconvert_ng." not in file.read_text(encoding="utf-8"), file.name
