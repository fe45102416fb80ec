"""torch.utils.benchmark.Timer: how long a statement takes, with the GPU waited for."""

from __future__ import annotations

import contextlib
import math
import statistics
import time
import timeit
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import paddle

from .settings import get_num_threads, set_num_threads

_UNITS: dict[str, tuple[float, str]] = {
    "ns": (1e-9, "nanosecond"),
    "us": (1e-6, "microsecond"),
    "ms": (1e-3, "millisecond"),
    "s": (1, "second"),
}


def benchmark_timer() -> float:
    """torch.utils.benchmark.timer: seconds, after all work given to the GPU is done."""
    if paddle.is_compiled_with_cuda() and paddle.device.cuda.device_count():
        paddle.device.synchronize()
    return time.perf_counter()


def select_unit(t: float) -> tuple[str, float]:
    """torch.utils.benchmark.select_unit: the unit in which so many seconds are best read, and its length."""
    scale = int(math.log10(t) // 3) if t > 0 else -3
    name = {-3: "ns", -2: "us", -1: "ms"}.get(scale, "s")
    return name, _UNITS[name][0]


def unit_to_english(u: str) -> str:
    """torch.utils.benchmark.unit_to_english."""
    return _UNITS[u][1]


def trim_sigfig(x: float, n: int) -> float:
    """torch.utils.benchmark.trim_sigfig: rounded to ``n`` significant figures."""
    if n != int(n):
        raise AssertionError("n must be a whole number")
    magnitude = int(math.ceil(math.log10(abs(x)))) if x else 0
    scale = 10 ** (magnitude - n)
    return float(round(x / scale) * scale)


def ordered_unique(elements: Iterable[Any]) -> list[Any]:
    """torch.utils.benchmark.ordered_unique."""
    return list(dict.fromkeys(elements))


@contextlib.contextmanager
def set_benchmark_threads(n: int) -> Iterator[None]:
    """torch.utils.benchmark.set_torch_threads: so many threads within a ``with`` block."""
    before = get_num_threads()
    set_num_threads(n)
    try:
        yield
    finally:
        set_num_threads(before)


class Measurement:
    """torch.utils.benchmark.Measurement: the seconds of one statement; ``raw_times`` are of ``number_per_run`` runs."""

    def __init__(self, number_per_run: int, raw_times: list[float], task_spec: Any, metadata: Any = None) -> None:
        self.number_per_run = number_per_run
        self.raw_times = raw_times
        self.task_spec = task_spec
        self.metadata = metadata

    @property
    def times(self) -> list[float]:
        """Seconds of one run, for each measurement."""
        return [total / self.number_per_run for total in self.raw_times]

    @property
    def median(self) -> float:
        """The median in seconds."""
        return statistics.median(self.times)

    @property
    def mean(self) -> float:
        """The mean in seconds."""
        return statistics.fmean(self.times)

    @property
    def iqr(self) -> float:
        """The distance of the quartiles, in seconds."""
        low, high = np.quantile(self.times, [0.25, 0.75])
        return float(high - low)

    @property
    def has_warnings(self) -> bool:
        """Whether the quartiles lie so far apart that the numbers should be doubted."""
        return self.iqr / self.median >= 0.1

    @property
    def significant_figures(self) -> int:
        """How many figures of the median the spread leaves: 1 to 4, counted as torch does."""
        count = len(self.times)
        if count < 3:
            return 2
        deviation = self.iqr / 1.349
        interval = 1.645 * deviation * max(1.25, math.sqrt(math.pi / 2)) / math.sqrt(count)
        if interval <= 0:
            return 4
        return max(1, min(4, 1 + int(math.floor(math.log10(self.median / interval)))))

    @property
    def title(self) -> str:
        """The label, or the statement, with the sub-label."""
        label = self.task_spec["label"] or self.task_spec["stmt"]
        return f"{label}: {self.task_spec['sub_label']}" if self.task_spec["sub_label"] else label

    @staticmethod
    def merge(measurements: Iterable[Measurement]) -> list[Measurement]:
        """Measurements of the same task as one."""
        groups: dict[str, list[Measurement]] = {}
        for one in measurements:
            groups.setdefault(repr(one.task_spec), []).append(one)
        return [
            Measurement(1, [t for one in group for t in one.times], group[0].task_spec) for group in groups.values()
        ]

    def __repr__(self) -> str:
        unit, length = select_unit(self.median)
        lines = [self.title, self.task_spec["description"] or "", f"  {self.median / length:.2f} {unit}"]
        threads = self.task_spec["num_threads"]
        lines.append(f"  {len(self.times)} measurements, {self.number_per_run} runs each, {threads} threads")
        return "\n".join(line for line in lines if line)


class BenchmarkTimer:
    """torch.utils.benchmark.Timer: the statement is text, and sees ``globals`` alone (torch adds the name torch)."""

    def __init__(
        self,
        stmt: str = "pass",
        setup: str = "pass",
        global_setup: str = "",
        timer: Callable[[], float] | None = None,
        globals: dict[str, Any] | None = None,
        label: str | None = None,
        sub_label: str | None = None,
        description: str | None = None,
        env: str | None = None,
        num_threads: int = 1,
        language: Any = "python",
    ) -> None:
        if language not in ("py", "python"):
            raise NotImplementedError("statements in C++ have no counterpart in Paddle")
        if not isinstance(stmt, str):
            raise ValueError("Currently only a `str` stmt is supported.")
        self._timer = timeit.Timer(stmt=stmt, setup=setup, timer=timer or benchmark_timer, globals=dict(globals or {}))
        self._task_spec: dict[str, Any] = {
            "stmt": stmt,
            "setup": setup,
            "label": label,
            "sub_label": sub_label,
            "description": description,
            "env": env,
            "num_threads": num_threads,
        }

    def _run(self, number: int) -> float:
        return max(self._timer.timeit(number), 1e-9)

    def timeit(self, number: int = 1000000) -> Measurement:
        """So many runs, after some that do not count."""
        with set_benchmark_threads(self._task_spec["num_threads"]):
            self._run(max(number // 100, 2))
            return Measurement(number, [self._run(number)], self._task_spec)

    def blocked_autorange(
        self, callback: Callable[[int, float], Any] | None = None, min_run_time: float = 0.2
    ) -> Measurement:
        """Blocks of runs until ``min_run_time`` seconds have passed; a block's overhead is below a thousandth."""
        with set_benchmark_threads(self._task_spec["num_threads"]):
            number = self._block_size(min_run_time)
            return self._repeated(number, callback, min_run_time, lambda times: True, min_run_time)

    def adaptive_autorange(
        self,
        threshold: float = 0.1,
        *,
        min_run_time: float = 0.01,
        max_run_time: float = 10.0,
        callback: Callable[[int, float], Any] | None = None,
    ) -> Measurement:
        """Blocks of runs until the spread (iqr / median) is below ``threshold``, or ``max_run_time`` has passed."""
        with set_benchmark_threads(self._task_spec["num_threads"]):
            number = self._block_size(0.05)

            def steady(times: list[float]) -> bool:
                found = Measurement(number, times, self._task_spec)
                return len(times) > 3 and found.iqr / found.median < threshold

            return self._repeated(number, callback, min_run_time, steady, max_run_time)

    def _block_size(self, min_run_time: float) -> int:
        overhead = statistics.median(self._run(0) for _ in range(5))
        number = 1
        while True:
            taken = self._run(number)
            if (overhead / taken <= 1e-4 and taken >= min_run_time / 1000) or taken > min_run_time:
                return number
            number *= 10

    def _repeated(
        self,
        number: int,
        callback: Callable[[int, float], Any] | None,
        least: float,
        enough: Callable[[list[float]], bool],
        most: float,
    ) -> Measurement:
        times: list[float] = []
        total = 0.0
        while total < least or (total < most and not enough(times)):
            times.append(self._run(number))
            total += times[-1]
            if callback is not None:
                callback(number, times[-1])
        return Measurement(number, times, self._task_spec)
