"""Running one call under both frameworks, and what its outcome is."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tests.oracle.calls import Call, Kind, Sample
from tests.oracle.determined import APPROXIMATE, GARBAGE, OUT_NOT_WRITTEN, OWN_ERROR, RANDOM, UNINITIALISED, determined
from tests.oracle.distributions import distribution_difference
from tests.oracle.op_program import HELPERS, Function
from tests.oracle.op_tensors import paddle_copy, torch_copy
from tests.oracle.outcomes import Verdict
from tests.oracle.rounding import as_exact_as_torch
from tests.support.compare import Comparison, differences
from tests.support.frameworks import paddle, torch
from tests.support.gradients import flatten, paddle_gradients, torch_gradients
from tests.support.module_proof import gradient_differences
from tests.support.tensors import dtype_name, paddle_to_numpy, torch_to_numpy

#: Where rounding may be judged against double precision, the dtype in which torch's exact run takes its inputs.
_EXACT = {
    torch.float32: torch.float64,
    torch.complex64: torch.complex128,
    torch.float16: torch.float64,
    torch.bfloat16: torch.float64,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A call of the operator ``name`` on a sample of this dtype."""

    name: str
    dtype: str
    call: Call
    function: Function


@dataclass(frozen=True, slots=True)
class Run:
    """What a call left: the result, what of it is determined, its inputs, gradients by name."""

    result: Any
    seen: Any
    inputs: dict[str, Any]
    gradients: dict[str, np.ndarray | None]


def torch_pure(function: Callable, sample: Sample) -> Any:
    """torch's result on copies of a sample's tensors, without gradients; None if torch refuses."""
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*_copied(sample.args), **_copied(sample.kwargs))
    except Exception:
        return None


def compare(case: Case) -> tuple[Verdict | None, str]:
    """The verdict and its reason; None where torch shows that there is no such form."""
    wanted = {name for name, value in case.call.tensors.items() if value.requires_grad and case.call.kind != "out"}
    ours, refusal = _torch_run(case, wanted)
    if ours is None and wanted:
        wanted = set()
        ours, refusal = _torch_run(case, wanted)
    if ours is None:
        return (None, "") if case.call.derived else ("excluded", refusal)
    if (case.name, case.dtype) in GARBAGE:
        return "excluded", f"torch's own {case.dtype} result on the CPU is what is in memory"
    if case.call.kind == "out" and case.name in OUT_NOT_WRITTEN and _out_as_given(case, ours):
        return "excluded", "torch does not write what it was given as out="
    if case.function.left:
        return "unconverted", case.function.left
    try:
        theirs = _paddle_run(case, wanted, gradients=bool(ours.gradients))
    except NotImplementedError as error:
        if _said_by_converter(error):
            return "unconverted", str(error)
        return "error", _failure(error)
    except Exception as error:  # whatever Paddle raises is what the user would see
        if case.dtype in ("float16", "bfloat16") and lacks_kernel(case.dtype, error):
            return "excluded", f"the CPU build of Paddle has no {case.dtype} kernel: {_short(error)}"
        return "error", _failure(error)
    lines = _differences(case, ours, theirs)
    return ("differs", "; ".join(lines[:4])) if lines else ("match", "")


def _out_as_given(case: Case, ours: Run) -> bool:
    """Whether the tensors given as ``out=`` hold after torch's call what they held before it."""
    return all(torch.equal(ours.inputs[name], case.call.tensors[name]) for name in _outputs(ours))


def _outputs(run: Run) -> list[str]:
    """The inputs that are part of the result."""
    return [name for name, value in run.inputs.items() if any(value is leaf for leaf in flatten(run.result))]


def _copied(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return torch_copy(value)
    if isinstance(value, (tuple, list)) and not isinstance(value, torch.Size):
        return type(value)(_copied(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    return value


def _torch_run(case: Case, wanted: set[str], *, exact: bool = False, seed: int = 0) -> tuple[Run | None, str]:
    """torch's run, or None and why torch refuses. ``exact``: in double precision."""

    def copy(name: str, value: torch.Tensor) -> torch.Tensor:
        return torch_copy(value, name in wanted, _EXACT.get(value.dtype) if exact else None)

    leaves = {name: copy(name, value) for name, value in case.call.tensors.items()}
    inputs = _inputs(leaves, case.call.kind, wanted)
    torch.manual_seed(seed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = case.function.torch(*inputs.values())
            seen = determined(case.name)(result)
    except Exception as error:
        return None, f"torch: {type(error).__name__}: {_short(error)}"
    gradients: dict[str, np.ndarray | None] = {}
    if wanted:
        try:
            gradients = torch_gradients(seen, {name: leaves[name] for name in wanted})
        except Exception:  # torch has no gradient here: then there is none to compare
            gradients = {}
    return Run(result, seen, inputs, gradients), ""


def _paddle_run(case: Case, wanted: set[str], seed: int = 0, *, gradients: bool = False) -> Run:
    leaves = {
        name: paddle_copy(value, value.requires_grad and name in wanted) for name, value in case.call.tensors.items()
    }
    inputs = _inputs(leaves, case.call.kind, wanted)
    paddle.seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = case.function.paddle(*inputs.values())
        seen = determined(case.name)(result)
        found = paddle_gradients(seen, {name: leaves[name] for name in wanted}) if gradients else {}
    return Run(result, seen, inputs, found)


def _inputs(leaves: dict[str, Any], kind: Kind, wanted: set[str]) -> dict[str, Any]:
    """A leaf that needs a gradient cannot be written into: an in-place call gets a copy of it."""
    if kind != "in-place":
        return leaves
    return {name: value.clone() if name in wanted else value for name, value in leaves.items()}


def _differences(case: Case, ours: Run, theirs: Run) -> list[str]:
    drawn = _is_drawn(case, ours) or _depends_on_start(case, ours)
    own_error = OWN_ERROR.get(case.name) if case.dtype == "float64" else None
    how = Comparison(tol=own_error, values=not drawn and case.name not in UNINITIALISED)
    if how.values and any(_lost(gradient) for gradient in ours.gradients.values()):
        ours = _with_exact_gradients(case, ours)
    lines = _result_differences(ours, theirs, how)
    if not lines and drawn and case.name in RANDOM and " " not in case.call.form:
        lines = _distribution_differences(case)
    if lines and how.values and all("values differ" in line for line in lines):
        exact, _ = _torch_run(case, set(ours.gradients), exact=True)
        if exact is not None and _rounding_only(ours, exact, theirs):
            return []
    return lines


def _lost(gradient: np.ndarray | None) -> bool:
    return gradient is not None and gradient.size > 0 and bool(np.isnan(gradient).all())


def _with_exact_gradients(case: Case, ours: Run) -> Run:
    """torch's run, with the gradients of its run in double precision where its own are NaN throughout and those not.

    So is that of ``renorm`` of complex64: it looks for the largest number in single precision, and finds none.
    """
    exact, _ = _torch_run(case, set(ours.gradients), exact=True)
    gradients = dict(ours.gradients)
    for name, gradient in ours.gradients.items():
        better = exact.gradients.get(name) if exact is not None else None
        if gradient is not None and _lost(gradient) and better is not None and not np.isnan(better).any():
            gradients[name] = better.astype(gradient.dtype)
    return replace(ours, gradients=gradients)


def _result_differences(ours: Run, theirs: Run, how: Comparison) -> list[str]:
    lines = []
    free = ours.seen is not ours.result
    outputs = _outputs(ours)
    if free:  # what the result is, but for its values
        lines += differences(ours.result, theirs.result, Comparison(values=False))
    lines += differences(ours.seen, theirs.seen, how)
    for name, value in ours.inputs.items():
        path = f"input {name} after the call"
        values = how.values and not (free and name in outputs)
        lines += differences(value, theirs.inputs[name], replace(how, values=values, gradient_flags=False), path)
    if how.values:
        for name, gradient in ours.gradients.items():
            lines += gradient_differences(gradient, theirs.gradients[name], how, f"gradient of {name}")
    return lines


def _is_drawn(case: Case, ours: Run) -> bool:
    """Whether the result is random: whether another seed gives another one under torch."""
    if case.name not in RANDOM:
        return False
    again, _ = _torch_run(case, set(), seed=1)
    return again is None or _torch_differs(ours, again)


def _depends_on_start(case: Case, ours: Run) -> bool:
    """Whether an approximation from another random start differs by more than rounding under torch."""
    if case.name not in APPROXIMATE:
        return False
    again, _ = _torch_run(case, set(ours.gradients), seed=1)
    if again is None:
        return True
    pairs = [(mine[0], other[0]) for mine, other in zip(_arrays(ours), _arrays(again), strict=True)]
    for name, gradient in ours.gradients.items():
        other = again.gradients.get(name)
        if gradient is not None and other is not None:
            pairs.append((gradient, other))
    return any(not np.allclose(a, b, rtol=1e-5, atol=1e-6 * abs(a).max(initial=0.0)) for a, b in pairs)


def _distribution_differences(case: Case) -> list[str]:
    def ours(seed: int) -> np.ndarray:
        run, refusal = _torch_run(case, set(), seed=seed)
        if run is None:
            raise ValueError(refusal)
        return _values(run)

    found = distribution_difference(ours, lambda seed: _values(_paddle_run(case, set(), seed)))
    return [found] if found else []


def _values(run: Run) -> np.ndarray:
    """All real numbers of a result."""
    arrays = [array for array, _ in _arrays(Run(run.result, run.seen, {}, {}))]
    flat = [array.ravel().view(array.real.dtype) for array in arrays]
    return np.concatenate([array.astype("float64") for array in flat]) if flat else np.zeros(0)


def _torch_differs(first: Run, second: Run) -> bool:
    """Whether two runs under torch gave different values."""
    pairs = zip(_arrays(first), _arrays(second), strict=True)
    return any(not np.array_equal(a, b, equal_nan=a.dtype.kind in "fc") for (a, _), (b, _) in pairs)


def _rounding_only(ours: Run, exact: Run, theirs: Run) -> bool:
    mine, true, other = _arrays(ours), _arrays(exact), _arrays(theirs)
    if not len(mine) == len(true) == len(other):
        return False
    for name in ours.gradients:
        gradients = [run.gradients.get(name) for run in (ours, exact, theirs)]
        shape = next((gradient.shape for gradient in gradients if gradient is not None), ())
        filled = [np.zeros(shape) if gradient is None else gradient for gradient in gradients]
        dtype = next((str(gradient.dtype) for gradient in gradients[::2] if gradient is not None), "float32")
        for arrays, array in zip((mine, true, other), filled, strict=True):
            arrays.append((array, dtype))
    return all(
        (dtype not in _EXACT_NAMES and np.array_equal(a, c)) or as_exact_as_torch(a, b, c, dtype)
        for (a, dtype), (b, _), (c, _) in zip(mine, true, other, strict=True)
    )


_EXACT_NAMES = frozenset(dtype_name(dtype) for dtype in _EXACT)


def _arrays(run: Run) -> list[tuple[np.ndarray, str]]:
    """All tensors of a run, results and inputs, with their dtypes."""
    found = []
    for leaf in flatten([run.seen, list(run.inputs.values())]):
        if isinstance(leaf, torch.Tensor):
            found.append((torch_to_numpy(leaf), dtype_name(leaf.dtype)))
        elif isinstance(leaf, paddle.Tensor):
            found.append((paddle_to_numpy(leaf), dtype_name(leaf.dtype)))
    return found


def _said_by_converter(error: BaseException) -> bool:
    """Whether a helper (or a placeholder) refused on purpose, and not a kernel that Paddle lacks."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and frames[-1].filename.endswith(f"{HELPERS}>") and "(Unimplemented)" not in str(error)


def lacks_kernel(dtype: str, error: BaseException) -> bool:
    """Whether Paddle says that it has no kernel of this dtype for the CPU."""
    text = str(error)
    missing = f"Selected wrong DataType `{dtype}`" in text and "(CPU," in text
    return missing or f"does not have 'paddle.{dtype}' op registered" in text


def _failure(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "tests/" not in frame.filename]
    at = f" in {frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{at}: {_short(error)}"


def _short(error: BaseException) -> str:
    """The message without the C++ stack that Paddle's errors carry."""
    text = str(error).split("Error Message Summary:")[-1].lstrip("\n- ")
    return " ".join(text.split())[:300]
