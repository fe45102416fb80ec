"""What cannot be converted stays, is marked above its statement, and reaches a placeholder."""

from __future__ import annotations

import runpy
import sys
import types
from pathlib import Path

import pytest

from paconvert_ng import convert_source
from paconvert_ng.emit.helpers import bundle
from tests.unit.engine.support import convert


def test_a_call_without_a_rule_is_marked_and_kept() -> None:
    result = convert("import torch\n\ndef f(x):\n    y = g(\n        torch.fancy(x, 1),\n    )\n    return y\n")
    assert result.code == (
        'import paddle\nimport paddle_helpers\ntorch = paddle_helpers.Unconverted("torch")\n'
        "\ndef f(x):\n    # paconvert[PC101] torch.fancy: no rule converts it\n"
        "    y = g(\n        torch.fancy(x, 1),\n    )\n    return y\n"
    )
    (diagnostic,) = result.diagnostics
    assert (diagnostic.code, diagnostic.api, diagnostic.line, diagnostic.column) == ("PC101", "torch.fancy", 5, 8)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("torch.gone(x)", "PC102"),
        ("torch.fx.Interpreter(x)", "PC102"),
        ("torch.fx.passes.other.thing(x)", "PC102"),
        ("torch.only_two(x, mode='b')", "PC103"),
        ("torch.only_two(x, mode=m)", "PC104"),
        ("torch.only_two(x, 1, 2, 3)", "PC105"),
        ("torch.sub(other=f(), input=g())", "PC106"),
        ("use(torch.sub)", "PC108"),
        ("use(torch)", "PC108"),
    ],
)
def test_codes(body: str, code: str) -> None:
    assert [d.code for d in convert(f"import torch\n{body}\n").diagnostics] == [code]


def test_an_alias_of_a_converted_module_does_not_hide_what_was_left() -> None:
    code = convert("import torch.nn as nn\nx = nn.Strange(1)\n").code
    assert "x = torch.nn.Strange(1)" in code
    assert 'torch = paddle_helpers.Unconverted("torch")' in code


EVERYWHERE = """
import torch
import torch.odd as odd
from torch import strange

@torch.decorate(1)
@strange
def f(x: torch.Kind = torch.default(), y: "torch.Other" = None) -> torch.Kind | None:
    return torch.fancy(x)

class C(torch.Base, strange.Mixin):
    table = torch.table[3]
    kind: torch.Kind = None

LIMIT = torch.limit
isinstance(3, (int, torch.Kind))

def g(x):
    return isinstance(x, torch.Kind)
"""


def _import(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    (tmp_path / "paddle_helpers.py").write_text(bundle(["Unconverted"]))
    (tmp_path / "converted.py").write_text(code.replace("import paddle\n", ""))
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("paddle_helpers", "converted"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import importlib

    return importlib.import_module("converted")


@pytest.mark.filterwarnings("ignore:.*was not converted")
def test_importing_works_and_running_names_the_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = _import(convert(EVERYWHERE).code, tmp_path, monkeypatch)
    for use, api in [
        (lambda: module.f(1), "torch"),
        (lambda: module.C(), "torch.Base"),
        (lambda: module.g(1), "torch.Kind"),
        (lambda: str(module.LIMIT), "torch.limit"),
    ]:
        with pytest.raises(NotImplementedError, match=api):
            use()


def test_a_script_stops_at_an_unconverted_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paddle_helpers.py").write_text(bundle(["Unconverted"]))
    script = tmp_path / "script.py"
    script.write_text(convert("import torch\ntorch.set_fancy(True)\n").code.replace("import paddle\n", ""))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "paddle_helpers", raising=False)
    with pytest.raises(NotImplementedError, match=r"torch\.set_fancy"):
        runpy.run_path(str(script), run_name="__main__")


def test_a_finding_has_its_place_in_the_output() -> None:
    source = "import torch\n\n\ndef make(p):\n    return torch.optim.SparseAdam(p)\n\n\nprint(torch.ones(2).shape)\n"
    result = convert_source(source)
    lines = result.code.splitlines()
    found = {d.code: lines[d.output_line - 1][d.output_column :] for d in result.diagnostics}
    assert found == {"PC102": "torch.optim.SparseAdam(p)", "PC204": "paddle.ones(2).shape)"}


def test_values_whose_text_is_another_are_found() -> None:
    lines = [
        "x = torch.ones(2)",
        'print("x", x, x.sum().item(), x.tolist())',
        'y = str(x.shape) + f"{x.sum()}"',
        "print(y)",
    ]
    result = convert_source("\n".join(["import torch", *lines, ""]))
    found = [(d.code, d.line, d.api) for d in result.diagnostics]
    assert found == [("PC204", 3, "torch.Tensor"), ("PC204", 4, "torch.Size")]
