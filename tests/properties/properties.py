"""The properties, as functions that hypothesis calls with random programs."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.programs.expectations import DIFFERENT, LEFT
from tests.properties.checks import Finding, check_converts, check_untouched
from tests.properties.programs import plain_programs, planted_in_generated, planted_programs
from tests.properties.running import runner
from tests.properties.traces import traced_programs
from tests.properties.variants import variant

PROGRAMS = Path(__file__).parents[1] / "programs"


def untouched(source: str) -> None:
    check_untouched(source)


def planted(source: str) -> None:
    check_converts(source, "planted")


def traced(source: str) -> None:
    """What a program prints under torch, its conversion prints under Paddle; or both fail."""
    wanted = runner("torch").run(source)
    if wanted["code"] != 0:
        return
    result = check_converts(source, "traced")
    if result.unconverted:
        return
    code = result.code
    got = runner("paddle").run(code)
    if (got["code"], got["stdout"]) != (0, wanted["stdout"]):
        raise Finding("traced", source, _difference(wanted["stdout"], got, code))


def varied(name: str, number: int) -> None:
    """A program written differently prints the same, converted."""
    source = (PROGRAMS / "sources" / f"{name}.py").read_text(encoding="utf-8")
    varied_source(variant(source, random.Random(number)), name)


def varied_source(source: str, name: str) -> None:
    code = check_converts(source, f"varied {name}").code
    expected = (PROGRAMS / "expected" / f"{name}.txt").read_text(encoding="utf-8")
    got = runner("paddle").run(code)
    if (got["code"], _neutral(got["stdout"])) != (0, _neutral(expected)):
        raise Finding(f"varied {name}", source, _difference(expected, got, code))


def _neutral(text: str) -> str:
    return text.replace("torch.", "paddle.")


def _difference(expected: str, got: dict[str, Any], code: str) -> str:
    tail = "\n".join(code.split("paddle_helpers = _paddle_helpers()")[-1].split("\n")[-60:])
    printed = f"{got['stdout'][-1500:]}{got['stderr'][-1500:]}"
    return f"expected\n{expected[-1500:]}\ngot (exit status {got['code']})\n{printed}\n{tail}"


def base_programs() -> list[str]:
    """Programs of tests/programs that convert completely, need nothing else and end soon."""
    names = (path.stem for path in (PROGRAMS / "sources").glob("*.py"))
    return sorted(name for name in names if name not in LEFT and name not in DIFFERENT and name not in _UNFIT)


#: They print their own text, module or class names, start processes, take long, or need another package or Python.
_UNFIT = frozenset(
    {
        "01_comments", "20_fstrings", "31_dist", "49_strings", "53_docstring_import", "55_trystar", "70_pandas",
        "82_del_global_nonlocal", "95_einops", "32_compile", "29_dataloader", "34_import_star",
    }
)  # fmt: skip

_SETTINGS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.generate),
}

PROPERTIES: dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...]]] = {
    "untouched": (untouched, (plain_programs(),)),
    "planted": (planted, (planted_programs(),)),
    "planted_in_generated": (planted, (planted_in_generated(),)),
    "traced": (traced, (traced_programs(),)),
    "varied": (varied, (st.sampled_from(base_programs()), st.integers(0, 2**32))),
}


def check(name: str, examples: int, number: int | None = None) -> None:
    """Try one property on ``examples`` programs: always the same ones, or those of seed ``number``."""
    function, strategies = PROPERTIES[name]
    wrapped = given(*strategies)(function)
    if number is not None:
        wrapped = seed(number)(wrapped)
    settings(max_examples=examples, derandomize=number is None, **_SETTINGS)(wrapped)()


def replay(kind: str, source: str) -> None:
    """One finding of the corpus again."""
    name, _, program = kind.partition(" ")
    if name == "varied":
        varied_source(source, program)
    else:
        {"untouched": untouched, "planted": planted, "traced": traced}[name](source)
