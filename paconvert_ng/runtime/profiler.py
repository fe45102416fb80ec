"""torch.profiler on Paddle's: what is measured and how tables look is Paddle's; when it records, torch's."""

from __future__ import annotations

import contextlib
import enum
import io
import os
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

import paddle


class ProfilerActivity(enum.Enum):
    """torch.profiler.ProfilerActivity. Paddle profiles the CPU and its GPUs."""

    CPU = 0
    XPU = 1
    CUDA = 2
    HPU = 3
    MTIA = 4
    PrivateUse1 = 5


class ProfilerAction(enum.Enum):
    """torch.profiler.ProfilerAction: what is done in a step."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3
    DEVICE_STOPPED = 4


def supported_activities() -> set[ProfilerActivity]:
    """torch.profiler.supported_activities."""
    return {ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if paddle.is_compiled_with_cuda() else [])}


def profiler_schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0, skip_first_wait: int = 0
) -> Callable[[int], ProfilerAction]:
    """torch.profiler.schedule: skip_first steps, then repeat cycles (0: for ever) of wait, warmup and active ones.

    Raises AssertionError for a negative number, or where no step is active.
    """
    if min(wait, warmup, repeat, skip_first) < 0 or active <= 0:
        raise AssertionError(f"Invalid profiler schedule arguments: wait={wait}, warmup={warmup}, active={active}, ...")
    cycle = wait + warmup + active

    def action(step: int) -> ProfilerAction:
        if step < 0:
            raise AssertionError(f"Step must be non-negative. Got {step}.")
        if step < skip_first:
            return ProfilerAction.NONE
        step += (wait if skip_first_wait else 0) - skip_first
        if repeat and step // cycle >= repeat:
            return ProfilerAction.NONE
        place = step % cycle
        if place < wait:
            return ProfilerAction.NONE
        if place < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if place < cycle - 1 else ProfilerAction.RECORD_AND_SAVE

    return action


class record_function(contextlib.ContextDecorator):
    """torch.profiler.record_function: a named part of the profile, as a ``with`` block and as a decorator."""

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name = name
        self.args = args
        self._events: list[Any] = []

    def __enter__(self) -> record_function:
        event = paddle.profiler.RecordEvent(self.name)
        event.begin()
        self._events.append(event)
        return self

    def __exit__(self, *exception: Any) -> None:
        self._events.pop().end()


def tensorboard_trace_handler(
    dir_name: str, worker_name: str | None = None, use_gzip: bool = False, use_python_export: bool = False
) -> Callable[[Any], None]:
    """torch.profiler.tensorboard_trace_handler: a Chrome trace of each recording in ``dir_name``, not compressed."""
    os.makedirs(dir_name, exist_ok=True)

    def export(found: Any) -> None:
        worker = worker_name or f"{socket.gethostname()}_{os.getpid()}"
        found.export_chrome_trace(os.path.join(dir_name, f"{worker}.{time.time_ns()}.pt.trace.json"))

    return export


class KeyAverages:
    """What ``key_averages()`` gives: ``table()`` is Paddle's summary as text."""

    def __init__(self, profiler: Any) -> None:
        self._profiler = profiler

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int = 75,
        max_name_column_width: int = 55,
        max_shapes_column_width: int = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
        time_unit: str | None = None,
    ) -> str:
        """Paddle's tables, sorted by time on CPU or GPU; all rows."""
        keys = paddle.profiler.SortedKeys
        on_gpu = sort_by is not None and ("cuda" in sort_by or "device" in sort_by)
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            self._profiler.summary(sorted_by=keys.GPUTotal if on_gpu else keys.CPUTotal, time_unit=time_unit or "us")
        return (f"{header}\n" if header else "") + text.getvalue()

    __str__ = table


class profile:
    """torch.profiler.profile: ``with profile(schedule=...) as p: ...; p.step()``, then traces and tables.

    ``with_stack``, ``with_modules`` and what else is about torch's own recording has no effect.
    """

    def __init__(
        self,
        *,
        activities: Iterable[Any] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[[Any], Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_flops: bool = False,
        with_modules: bool = False,
        experimental_config: Any = None,
        execution_trace_observer: Any = None,
        acc_events: bool = False,
        use_cuda: bool | None = None,
        custom_trace_id_callback: Callable[[], str] | None = None,
        post_processing_timeout_s: float | None = None,
    ) -> None:
        wanted = supported_activities() if activities is None else set(activities)
        targets = [paddle.profiler.ProfilerTarget.CPU]
        if use_cuda or ProfilerActivity.CUDA in wanted:
            targets.append(paddle.profiler.ProfilerTarget.GPU)
        self.step_num = 0
        self.on_trace_ready = on_trace_ready
        self._options: dict[str, Any] = {
            "targets": targets if paddle.is_compiled_with_cuda() else targets[:1],
            "scheduler": None if schedule is None else _states_of(schedule),
            "on_trace_ready": self._ready,
            "record_shapes": record_shapes,
            "profile_memory": profile_memory,
            "with_flops": with_flops,
        }
        self._paddle: Any = None

    def _ready(self, recorded: Any) -> None:
        if self.on_trace_ready is not None:
            self.on_trace_ready(self)

    def start(self) -> None:
        """Begin; the schedule's first step."""
        self._paddle = paddle.profiler.Profiler(**self._options)
        self._paddle.start()

    def stop(self) -> None:
        """End, and give the recorder free for the next profile."""
        self._paddle.stop()
        self._paddle.profiler = None

    def step(self) -> None:
        """The next step of the schedule."""
        self.step_num += 1
        self._paddle.step()

    def __enter__(self) -> profile:
        self.start()
        return self

    def __exit__(self, *exception: Any) -> None:
        self.stop()

    def key_averages(self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, *args: Any) -> KeyAverages:
        """The recorded operators. Raises AssertionError before anything was recorded."""
        if self._paddle is None or self._paddle.profiler_result is None:
            raise AssertionError("Profiler must be run before the averages are asked for")
        return KeyAverages(self._paddle)

    def export_chrome_trace(self, path: str) -> None:
        """Write what was recorded as a Chrome trace."""
        self._paddle.export(path, format="json")


class AutogradProfile(profile):
    """torch.autograd.profiler.profile, the older one: the whole block is recorded."""

    def __init__(
        self,
        enabled: bool = True,
        *,
        use_cuda: bool = False,
        use_device: str | None = None,
        record_shapes: bool = False,
        with_flops: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_modules: bool = False,
        use_kineto: bool = False,
        use_cpu: bool = True,
        experimental_config: Any = None,
        acc_events: bool = False,
        custom_trace_id_callback: Any = None,
        post_processing_timeout_s: float | None = None,
        activity_filters: Any = None,
    ) -> None:
        super().__init__(
            record_shapes=record_shapes,
            profile_memory=profile_memory,
            with_flops=with_flops,
            use_cuda=use_cuda or use_device == "cuda",
        )
        self.enabled = enabled

    def __enter__(self) -> AutogradProfile:
        if self.enabled:
            self.start()
        return self

    def __exit__(self, *exception: Any) -> None:
        if self.enabled:
            self.stop()

    def table(self, sort_by: str | None = None, row_limit: int = 100, **options: Any) -> str:
        """Paddle's tables as text."""
        return self.key_averages().table(sort_by, row_limit, **options)


def _states_of(schedule: Callable[[int], ProfilerAction]) -> Callable[[int], Any]:
    """Paddle's scheduler for torch's."""
    states = paddle.profiler.ProfilerState
    table = {
        ProfilerAction.NONE: states.CLOSED,
        ProfilerAction.WARMUP: states.READY,
        ProfilerAction.RECORD: states.RECORD,
        ProfilerAction.RECORD_AND_SAVE: states.RECORD_AND_RETURN,
    }
    return lambda step: table[schedule(step)]
