"""Real packages, converted whole: every file parses and imports, and models give torch's numbers on torch's weights.

    python -m pytest tests/packages --slow -k "vit and CvT"

Slow: packages are fetched from the registry (``scripts/fetch_corpus.py``), run under torch, converted, and run
under Paddle in a process where torch cannot be imported. What is compared: ``tests/support/model_driver.py``.
"""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from tests.support.model_cases import Suite
from tests.support.package_runs import PackageRun

pytestmark = pytest.mark.slow

NAMES = (
    *("vit", "sam", "whisper", "efficientnet", "modelscope", "timm", "encodec", "lpips"),
    *("torch_geometric_part", "diffusers_part"),
)
SUITES = {name: f"tests.packages.{name}_suite" for name in NAMES}
TORCH = ("torch", "torchvision", "torchaudio")
HELPERS = "paddle_helpers"
#: A mark stands above the statement, whose lines may be several.
REACH = 8
RUNS: dict[str, PackageRun] = {}


def suite_of(name: str) -> Suite:
    suite: Suite = importlib.import_module(SUITES[name]).SUITE
    return suite


CASES = [(name, case.name) for name in SUITES for case in suite_of(name).cases]


@pytest.fixture
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PackageRun:
    name: str = request.param
    if name not in RUNS:
        RUNS[name] = PackageRun(SUITES[name], suite_of(name), tmp_path_factory.mktemp(name))
    return RUNS[name]


@pytest.mark.parametrize("run", SUITES, indirect=True)
def test_every_file_parses(run: PackageRun) -> None:
    files = {path.relative_to(run.source) for path in run.source.rglob("*.py")}
    assert files <= {path.relative_to(run.converted) for path in run.converted.rglob("*.py")}
    for path in run.converted.rglob("*.py"):
        ast.parse(path.read_bytes(), str(path))


@pytest.mark.parametrize("run", SUITES, indirect=True)
def test_every_other_file_is_copied(run: PackageRun) -> None:
    for path in run.source.rglob("*"):
        if path.is_file() and path.suffix != ".py":
            assert (run.converted / path.relative_to(run.source)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("run", SUITES, indirect=True)
def test_every_module_imports(run: PackageRun) -> None:
    # A module that cannot be imported under torch either would prove nothing here: it belongs in `not_importable`.
    assert not {module: found for module, found in run.reference["imports"].items() if found}
    failed = {module: found["error"] for module, found in run.results["imports"].items() if found}
    assert not failed, "\n".join(f"{module}: {error.strip().splitlines()[-1]}" for module, error in failed.items())


#: Models that use what Paddle has no counterpart of: the API at which they stop, with its mark.
LEFT = {
    "vit_pytorch.na_vit_nested_tensor.NaViT": "torch.nested.nested_tensor",
}


#: Cases that do not give torch's result, by a pattern of their names (docs/packages.md says why); one that is mended
#: must be taken out here.
OPEN = re.compile("GraphUNet|FeaturePropagation|EdgeIndex")


@pytest.mark.parametrize(("run", "case"), CASES, indirect=["run"], ids=[case for _, case in CASES])
def test_model(run: PackageRun, case: str) -> None:
    result = run.results["cases"][case]
    if case in LEFT:
        last = result["error"].strip().splitlines()[-1]
        assert "UnconvertedError" in last and LEFT[case] in last
        return
    if OPEN.search(case):
        assert result != {"differences": []}
        return
    assert "error" not in result, result["error"]
    assert not result["differences"], "\n".join(result["differences"])


def test_enough_models_of_vit_pytorch() -> None:
    classes = {case.name.split(",")[0] for case in suite_of("vit").cases}
    assert len(classes) >= 40


@pytest.mark.parametrize("run", SUITES, indirect=True)
def test_what_is_left_is_marked(run: PackageRun) -> None:
    """No file names a source framework in code, but where a mark says so, or to bind a placeholder or helper."""
    unmarked = []
    for path in sorted(run.converted.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for start, line in torch_lines(ast.parse(text)):
            placeholder = f" = {HELPERS}." in lines[line - 1]
            marked = any("# paconvert[" in other for other in lines[max(0, start - REACH) : line])
            if not placeholder and not marked:
                unmarked.append(f"{path.relative_to(run.converted)}:{line}: {lines[line - 1].strip()}")
    assert not unmarked, "\n".join(unmarked)


def torch_lines(node: ast.AST, start: int = 1) -> set[tuple[int, int]]:
    """Where torch or a companion is named as a variable, or imported: the line of the statement, and its own."""
    start = getattr(node, "lineno", start) if isinstance(node, ast.stmt | ast.ExceptHandler) else start
    named: list[str] = []
    if isinstance(node, ast.Name):
        named = [node.id]
    elif isinstance(node, ast.Import):
        named = [alias.name.split(".")[0] for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        named = [(node.module or "").split(".")[0]]
    found = {(start, node.lineno)} if set(named) & set(TORCH) else set()  # type: ignore[attr-defined]
    return found.union(*(torch_lines(child, start) for child in ast.iter_child_nodes(node)))
