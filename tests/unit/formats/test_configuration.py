from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.formats.files import convert_file
from paconvert_ng.formats.found import Context
from paconvert_ng.project.entry_names import importable

TWINS = {"torch.nn.GELU": "paddle_helpers.GELU", "torch.float16": "paddle.float16"}

YAML = """\
# torch.nn.GELU
act: torch.nn.GELU   # the activation
both: &a {one: "torch.float16", two: 'torch.nn.NoSuch'}
again: *a
torch.nn.GELU: 1
text: |
  torch.nn.GELU
note: uses torch.nn.GELU
---
- torch.float16
"""

JSON = '{"torch.nn.GELU": ["torch.nn.GELU", "torch.nn"],\n  "note": "as torch.nn.GELU", "dtype": "torch.float16"}\n'


def convert(path: str, text: str, asked: bool = True) -> tuple[str, list[str]]:
    context = Context("3.3.1", twin=(lambda name: TWINS.get(name, "")) if asked else None)
    changed = convert_file(path, text.encode(), context)
    said = [f"{found.code} {found.api} {found.line}:{found.column}" for found in changed.diagnostics]
    return (changed.data or text.encode()).decode(), said


def test_whole_values_of_yaml_are_rewritten() -> None:
    text, said = convert("model.yaml", YAML)
    expected = YAML.replace("act: torch.nn.GELU", "act: paddle_helpers.GELU")
    assert text == expected.replace('"torch.float16"', '"paddle.float16"').replace("- torch.", "- paddle.")
    assert said == [
        "PC542 torch.nn.GELU 2:5",
        "PC542 torch.float16 3:16",
        "PC541 torch.nn.NoSuch 3:38",
        "PC542 torch.float16 10:2",
    ]


def test_values_of_json_and_no_keys_are_rewritten() -> None:
    text, said = convert("model.json", JSON)
    assert text == JSON.replace('["torch.nn.GELU"', '["paddle_helpers.GELU"').replace(
        '"torch.float16"', '"paddle.float16"'
    )
    assert [line.split()[0] for line in said] == ["PC542", "PC541", "PC542"]


def test_values_of_toml_are_rewritten() -> None:
    text, said = convert("model.toml", '[m]\nact = "torch.nn.GELU"  # torch.nn.GELU\n')
    assert text == '[m]\nact = "paddle_helpers.GELU"  # torch.nn.GELU\n'
    assert said == ["PC542 torch.nn.GELU 2:7"]


@pytest.mark.parametrize(("path", "text"), [("a.yaml", YAML), ("a.json", JSON), ("a.toml", 'x = "torch.nn.GELU"\n')])
def test_they_are_only_told_where_nothing_is_asked_for(path: str, text: str) -> None:
    new, said = convert(path, text, asked=False)
    assert new == text
    assert said and {line.split()[0] for line in said} == {"PC541"}


@pytest.mark.parametrize(("path", "text"), [("a.yaml", "a: [torch.nn.GELU\n"), ("a.json", '{"a": "torch.nn.GELU"')])
def test_what_does_not_parse_stays(path: str, text: str) -> None:
    assert convert(path, text) == (text, [])


def test_the_converted_program_finds_what_the_configuration_names(tmp_path: Path) -> None:
    source = tmp_path / "source" / "app"
    source.mkdir(parents=True)
    (source / "__init__.py").write_text("")
    (source / "model.json").write_text('{"act": "torch.nn.GELU", "dtype": "torch.float64", "where": "torch.nn"}')
    (source / "main.py").write_text(
        "import json\nimport pathlib\nfrom importlib import import_module\n\nimport torch\n\n\n"
        "def find(path):\n"
        '    module, _, name = path.rpartition(".")\n'
        "    return getattr(import_module(module), name)\n\n\n"
        'config = json.loads((pathlib.Path(__file__).parent / "model.json").read_text())\n'
        'x = torch.zeros(2, dtype=find(config["dtype"]))\n'
        'print(type(find(config["act"])()).__name__, x.dtype == torch.float64)\n'
    )
    summary = convert_tree(tmp_path / "source", tmp_path / "out", options=Options(rewrite_config=True, cache=False))
    assert [found.code for found in summary.diagnostics if found.file.endswith("json")] == ["PC542", "PC542", "PC541"]
    config = json.loads((tmp_path / "out/app/model.json").read_text())
    assert config == {"act": "app.paddle_helpers.GELU", "dtype": "paddle.float64", "where": "torch.nn"}
    pytest.importorskip("paddle")
    run = subprocess.run(
        [sys.executable, "-m", "app.main"], cwd=tmp_path / "out", capture_output=True, text=True, check=False
    )
    assert run.stdout.splitlines()[-1:] == ["GELU True"], run.stderr


def test_names_of_modules_in_packages() -> None:
    files = {"src/pkg/__init__.py", "src/pkg/sub/__init__.py", "main.py"}
    assert importable("src/pkg/sub/helpers.py", files, "root") == "pkg.sub.helpers"
    assert importable("helpers.py", files, "root") == "helpers"
    assert importable("helpers.py", {"__init__.py"}, "root") == "root.helpers"
