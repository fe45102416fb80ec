"""accelerate's Accelerator for one process without mixed precision; what it would need more for raises an error."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import paddle

from .device import TorchDevice
from .module_state_dict import module_state_dict
from .nn_utils_gradients import clip_grad_norm_, clip_grad_value_
from .serialization_save import torch_save


def _refuse(what: str) -> None:
    raise NotImplementedError(f"accelerate: {what} is not converted; see paddle.amp and paddle.distributed.fleet")


class Accelerator:
    """accelerate.Accelerator on one process: objects are prepared as they are, and collectives have one participant.

    Mixed precision, gradient accumulation, plug-ins, trackers and checkpoint folders raise NotImplementedError.
    """

    def __init__(
        self,
        device_placement: bool = True,
        split_batches: bool = False,
        mixed_precision: str | None = None,
        gradient_accumulation_steps: int = 1,
        cpu: bool = False,
        dataloader_config: Any = None,
        deepspeed_plugin: Any = None,
        fsdp_plugin: Any = None,
        megatron_lm_plugin: Any = None,
        rng_types: Any = None,
        log_with: Any = None,
        project_dir: Any = None,
        project_config: Any = None,
        gradient_accumulation_plugin: Any = None,
        step_scheduler_with_optimizer: bool = True,
        kwargs_handlers: Any = None,
        dynamo_backend: Any = None,
    ) -> None:
        if mixed_precision not in (None, "no"):
            _refuse(f"mixed_precision={mixed_precision!r}")
        if gradient_accumulation_steps != 1 or gradient_accumulation_plugin is not None:
            _refuse("gradient accumulation")
        if deepspeed_plugin is not None or fsdp_plugin is not None or megatron_lm_plugin is not None:
            _refuse("a plug-in for several processes")
        if log_with is not None:
            _refuse("a tracker")
        if paddle.distributed.get_world_size() != 1:
            _refuse("a run of several processes")
        self.project_dir = project_dir
        self.device_placement = device_placement
        self.split_batches = split_batches
        self.step_scheduler_with_optimizer = step_scheduler_with_optimizer
        self.mixed_precision = "no"
        self.gradient_accumulation_steps = 1
        self.sync_gradients = True
        self.num_processes = 1
        self.process_index = self.local_process_index = 0
        self.is_main_process = self.is_local_main_process = self.is_last_process = True
        self.use_distributed = False
        self.optimizer_step_was_skipped = False
        self.device = TorchDevice("cpu" if cpu else paddle.get_device().replace("gpu", "cuda"))

    def prepare(self, *args: Any, device_placement: Any = None) -> Any:
        """The objects as they are: one, or a tuple of them."""
        return args[0] if len(args) == 1 else args

    def prepare_model(self, model: Any, device_placement: Any = None, evaluation_mode: bool = False) -> Any:
        return model

    def prepare_optimizer(self, optimizer: Any, device_placement: Any = None) -> Any:
        return optimizer

    def prepare_scheduler(self, scheduler: Any) -> Any:
        return scheduler

    def prepare_data_loader(
        self, data_loader: Any, device_placement: Any = None, slice_fn_for_dispatch: Any = None
    ) -> Any:
        return data_loader

    def backward(self, loss: Any, **kwargs: Any) -> None:
        """loss.backward()."""
        loss.backward(**kwargs)

    @contextlib.contextmanager
    def accumulate(self, *models: Any) -> Iterator[None]:
        yield

    @contextlib.contextmanager
    def no_sync(self, model: Any) -> Iterator[None]:
        yield

    @contextlib.contextmanager
    def autocast(self, autocast_handler: Any = None) -> Iterator[None]:
        yield

    @contextlib.contextmanager
    def main_process_first(self) -> Iterator[None]:
        yield

    @contextlib.contextmanager
    def local_main_process_first(self) -> Iterator[None]:
        yield

    def clip_grad_norm_(self, parameters: Any, max_norm: float, norm_type: float = 2) -> Any:
        return clip_grad_norm_(parameters, max_norm, norm_type)

    def clip_grad_value_(self, parameters: Any, clip_value: float) -> None:
        clip_grad_value_(parameters, clip_value)

    def gather(self, tensor: Any) -> Any:
        """The tensors of all processes: those of this one. Scalars become tensors of one value."""
        if isinstance(tensor, (list, tuple)):
            return type(tensor)(self.gather(item) for item in tensor)
        if isinstance(tensor, dict):
            return type(tensor)({key: self.gather(item) for key, item in tensor.items()})
        return tensor

    def gather_for_metrics(self, input_data: Any, use_gather_object: bool = False) -> Any:
        return input_data

    def reduce(self, tensor: Any, reduction: str = "sum", scale: float = 1.0) -> Any:
        return tensor

    def pad_across_processes(self, tensor: Any, dim: int = 0, pad_index: int = 0, pad_first: bool = False) -> Any:
        return tensor

    def unwrap_model(self, model: Any, keep_fp32_wrapper: bool = True, keep_torch_compile: bool = True) -> Any:
        return model

    def get_state_dict(self, model: Any, unwrap: bool = True) -> Any:
        return module_state_dict(model)

    def save(self, obj: Any, f: Any, safe_serialization: bool = False) -> None:
        """Written by this process, as torch.save does."""
        if safe_serialization:
            _refuse("safe_serialization=True")
        torch_save(obj, f)

    def save_state(self, *args: Any, **kwargs: Any) -> None:
        _refuse("save_state")

    def load_state(self, *args: Any, **kwargs: Any) -> None:
        _refuse("load_state")

    def print(self, *args: Any, **kwargs: Any) -> None:
        print(*args, **kwargs)

    def wait_for_everyone(self) -> None:
        """There is nobody to wait for."""

    def init_trackers(self, project_name: str, config: Any = None, init_kwargs: Any = None) -> None:
        """There are no trackers (``log_with`` is None)."""

    def log(self, values: dict[str, Any], step: int | None = None, log_kwargs: Any = None) -> None:
        """There are no trackers (``log_with`` is None)."""

    def end_training(self) -> None:
        """There are no trackers to close."""

    def free_memory(self, *objects: Any) -> list[None]:
        return [None for _ in objects]

    clear = free_memory

    def on_main_process(self, function: Any) -> Any:
        return function

    on_local_main_process = on_main_process


def set_seed(seed: int, device_specific: bool = False, deterministic: bool = False) -> None:
    """accelerate.utils.set_seed."""
    random.seed(seed)
    np.random.seed(seed)
    paddle.seed(seed)


@contextlib.contextmanager
def init_empty_weights(include_buffers: bool | None = None) -> Iterator[None]:
    """accelerate.init_empty_weights: layers made inside have their weights, which takes memory and time."""
    yield
