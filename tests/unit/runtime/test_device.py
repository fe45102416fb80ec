"""Devices, dtypes, mixed precision and compilation: torch's answers on a machine without a GPU."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
import torch

import paddle  # isort: skip  (torch first: loaded the other way round, the two can disturb each other)

from paconvert_ng.runtime import amp, backends, checkpoint, checkpoint_download, device_cuda, device_memory, dtype, jit
from paconvert_ng.runtime.amp_scaler import GradScaler
from paconvert_ng.runtime.device import TorchDevice, gpu_number_of


@pytest.mark.parametrize(
    "arguments", [("cpu",), ("cuda",), ("cuda:1",), ("cuda", 1), ("meta",), ("mps",), ("xpu:0",), ("cpu", 0)]
)
def test_a_device_looks_as_in_torch(arguments: tuple[Any, ...]) -> None:
    mine, other = TorchDevice(*arguments), torch.device(*arguments)
    assert (mine.type, mine.index) == (other.type, other.index)
    assert (str(mine), repr(mine), f"{mine}") == (str(other), repr(other), f"{other}")
    assert isinstance(mine, paddle.device.Device)
    for again in (copy.deepcopy(mine), pickle.loads(pickle.dumps(mine)), TorchDevice(mine)):
        assert (again == mine, again.index, str(again)) == (True, mine.index, str(mine))


@pytest.mark.parametrize("arguments", [("gpus",), ("cuda:x",), ("cuda:1", 1), (None,), (1.5,)])
def test_what_is_no_device(arguments: tuple[Any, ...]) -> None:
    with pytest.raises((RuntimeError, TypeError)):
        torch.device(*arguments)
    with pytest.raises((RuntimeError, TypeError)):
        TorchDevice(*arguments)


def test_a_device_serves_where_paddle_asks_for_one() -> None:
    cpu = TorchDevice("cpu")
    assert paddle.zeros([2], device=cpu).place.is_cpu_place()
    assert paddle.ones([2]).to(cpu).device == cpu
    with cpu:
        assert paddle.ones([2]).device == cpu
    with pytest.raises(ValueError, match="meta"):
        paddle.zeros([2], device=TorchDevice("meta"))


def test_cuda_without_a_number_is_the_current_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paddle, "get_device", lambda: "gpu:3")
    device = TorchDevice("cuda")
    assert (device.index, str(device)) == (None, "cuda")
    assert device == "cuda:3"  # what Paddle reads
    assert [gpu_number_of(d) for d in (None, "cuda", 1, "cuda:2", device)] == [3, 3, 1, 2, 3]
    with pytest.raises(ValueError, match="cuda"):
        gpu_number_of("cpu")


RAISING = ["current_device", "get_device_name", "get_device_capability", "synchronize"]


@pytest.mark.parametrize("name", RAISING)
def test_questions_about_a_gpu_that_is_not_there(name: str) -> None:
    with pytest.raises(AssertionError):
        getattr(torch.cuda, name)()
    with pytest.raises(AssertionError):
        getattr(device_cuda, f"cuda_{name}")()


@pytest.mark.parametrize(
    "name", ["memory_allocated", "max_memory_allocated", "memory_reserved", "max_memory_reserved", "empty_cache"]
)
def test_memory_without_a_gpu(name: str) -> None:
    assert getattr(device_memory, f"cuda_{name}")() == getattr(torch.cuda, name)()


def test_seeding_the_gpus_leaves_the_cpu_alone() -> None:
    paddle.seed(3)
    first = paddle.rand([4]).numpy()
    paddle.seed(3)
    device_cuda.cuda_manual_seed(9)
    device_cuda.cuda_manual_seed_all(9)
    np.testing.assert_array_equal(paddle.rand([4]).numpy(), first)
    assert device_cuda.cuda_get_rng_state_all() == torch.cuda.get_rng_state_all()


NAMES = ["float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool", "complex64"]


@pytest.mark.parametrize("name", [*NAMES, "complex128", "float8_e4m3fn", "float8_e5m2"])
def test_attributes_of_dtypes(name: str) -> None:
    mine, other = getattr(paddle, name), getattr(torch, name)
    assert dtype.dtype_is_floating_point(mine) == other.is_floating_point
    assert dtype.dtype_is_complex(mine) == other.is_complex
    assert dtype.dtype_is_signed(mine) == other.is_signed
    assert dtype.dtype_itemsize(mine) == other.itemsize


def test_other_objects_answer_for_themselves() -> None:
    assert dtype.dtype_is_floating_point(paddle.ones([1]))() is True
    assert dtype.dtype_itemsize(np.dtype("int16")) == 2


@pytest.mark.parametrize("other", ["1.9", "2.2", "2.13", "2.13.0", "2.13.1", "3", (2, 0), (2, 13), (3,)])
def test_versions_compare_by_number(other: Any) -> None:
    version = torch.torch_version.TorchVersion("2.13.0")
    mine = dtype.TORCH_VERSION
    assert (mine < other, mine >= other) == (version < other, version >= other)
    assert mine.split(".")[:2] == ["2", "13"]


def test_autocast_off_is_a_block_and_a_decorator() -> None:
    x = paddle.ones([2, 2])
    with amp.Autocast("cuda", enabled=False), amp.CudaAutocast(enabled=False):
        assert (x @ x).dtype == paddle.float32
        assert not amp.is_autocast_enabled()

    @amp.Autocast("cuda", dtype=paddle.bfloat16)
    def product(tensor: Any) -> Any:
        return tensor @ tensor

    assert product(x).dtype == paddle.float32  # there is no GPU
    with pytest.warns(UserWarning, match="CPU"), amp.Autocast("cpu"):
        assert (x @ x).dtype == paddle.float32


def test_gradient_scaling() -> None:
    w = paddle.create_parameter([2], "float32", default_initializer=paddle.nn.initializer.Constant(1.0))
    weight = torch.nn.Parameter(torch.ones(2))
    here, there = paddle.optimizer.SGD(0.1, parameters=[w]), torch.optim.SGD([weight], lr=0.1)
    mine = GradScaler("cpu", init_scale=8.0, growth_interval=2)
    other = torch.amp.GradScaler("cpu", init_scale=8.0, growth_interval=2)
    for factor in (1.0, float("inf"), 1.0, 1.0, float("nan"), 1.0):
        here.clear_grad()
        there.zero_grad()
        mine.scale((w * w).sum() * factor).backward()
        other.scale((weight * weight).sum() * factor).backward()
        mine.unscale_(here)
        other.unscale_(there)
        mine.step(here)
        other.step(there)
        mine.update()
        other.update()
        np.testing.assert_allclose(w.numpy(), weight.detach().numpy(), rtol=1e-6)
        assert mine.state_dict() == other.state_dict()
    again = GradScaler("cpu")
    again.load_state_dict(mine.state_dict())
    assert again.get_scale() == other.get_scale()
    with pytest.warns(UserWarning, match="Disabling"):
        off = GradScaler()
    assert (off.is_enabled(), off.get_scale(), off.state_dict()) == (False, 1.0, {})


def test_scaling_asks_for_each_step_once() -> None:
    w = paddle.create_parameter([1], "float32")
    optimizer = paddle.optimizer.SGD(0.1, parameters=[w])
    scaler = GradScaler("cpu")
    (w * 1).sum().backward()
    scaler.unscale_(optimizer)
    with pytest.raises(RuntimeError, match="unscale_"):
        scaler.unscale_(optimizer)
    scaler.step(optimizer)
    with pytest.raises(RuntimeError, match="step"):
        scaler.step(optimizer)


def test_switches_are_remembered() -> None:
    backends.CudnnBackend.benchmark = True
    with backends.CudnnBackend.flags(enabled=False):
        assert (backends.CudnnBackend.enabled, backends.CudnnBackend.benchmark) == (False, False)
    assert (backends.CudnnBackend.enabled, backends.CudnnBackend.benchmark) == (True, True)
    backends.CudnnBackend.benchmark = False
    backends.set_float32_matmul_precision("high")
    assert backends.CudaMatmulBackend.allow_tf32
    backends.set_float32_matmul_precision("highest")


def test_what_is_compiled_comes_back() -> None:
    def double(x: float) -> float:
        return 2 * x

    assert jit.torch_compile(double) is double
    assert jit.torch_compile(mode="reduce-overhead")(double) is double
    assert jit.jit_script(double) is double
    assert jit.jit_ignore(double) is double
    assert jit.jit_ignore(drop=True)(double) is double
    assert jit.compiler_disable(recursive=False)(double) is double
    assert not isinstance(double, (jit.ScriptModule, jit.FxProxy))


def test_checkpointing_gives_the_same_gradients() -> None:
    layer = paddle.nn.Linear(3, 3)
    gradients = []
    for run in (lambda f, *a, **k: f(*a, **k), checkpoint.checkpoint):
        x = paddle.arange(6.0).reshape([2, 3])
        x.stop_gradient = False
        layer.clear_gradients()
        y, nothing = run(lambda t, scale=1: (layer(t) * scale, None), x, scale=3)
        y.sum().backward()
        gradients.append((x.grad.numpy(), layer.weight.grad.numpy(), nothing))
    np.testing.assert_array_equal(gradients[0][0], gradients[1][0])
    np.testing.assert_array_equal(gradients[0][1], gradients[1][1])


def test_downloads(tmp_path: Any) -> None:
    source = tmp_path / "weights.bin"
    source.write_bytes(b"weights")
    target = tmp_path / "copy.bin"
    checkpoint_download.download_url_to_file(source.as_uri(), str(target))
    assert target.read_bytes() == b"weights"
    with pytest.raises(RuntimeError, match="hash"):
        checkpoint_download.download_url_to_file(source.as_uri(), str(tmp_path / "other.bin"), hash_prefix="0000")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.bin", "weights.bin"]


def test_a_checkpoint_is_downloaded_once(tmp_path: Any) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    torch.save({"w": torch.arange(3.0)}, folder / "model.pth")
    cache = str(tmp_path / "cache")
    for _ in range(2):
        state = checkpoint_download.load_state_dict_from_url((folder / "model.pth").as_uri(), cache, map_location="cpu")
        assert state["w"].tolist() == [0.0, 1.0, 2.0]
        if (folder / "model.pth").exists():
            (folder / "model.pth").unlink()
