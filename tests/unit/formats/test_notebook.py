"""Notebooks through the command's own way, with the real engine."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.report.summary import Summary
from tests.unit.formats.notebooks import code, markdown, notebook, sources, written


@pytest.fixture(autouse=True, scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One for all tests here: compiling the rules takes longer than any of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACONVERT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def convert(tmp_path: Path, files: dict[str, bytes], **options: Any) -> tuple[dict[str, bytes], Summary]:
    for name, data in files.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    summary = convert_tree(tmp_path / "in", tmp_path / "out", options=Options(jobs=1, **options))
    out = tmp_path / "out"
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}, summary


IMAGE = {
    "output_type": "display_data",
    "metadata": {"needs": "torch"},
    "data": {"image/png": "aW1wb3J0IHRvcmNo\n", "text/plain": ["<torch>"]},
}


def test_cells_are_one_program(tmp_path: Path) -> None:
    data = written(
        notebook(
            markdown("# Título\n`import torch`"),
            "%matplotlib inline\nimport torch",
            "x = torch.arange(6.).view(2, 3)",
            code("print(x.size(0))", execution_count=7, outputs=[IMAGE]),
            "x.plot();",
        )
    )
    out, summary = convert(tmp_path, {"a.ipynb": data})
    assert sources(out["a.ipynb"]) == [
        "%matplotlib inline\nimport paddle",
        "x = paddle.arange(6.).reshape(2, 3)",
        "print(x.shape[0])",
        "x.plot();",
    ]
    before, after = json.loads(data), json.loads(out["a.ipynb"])
    for old, new in zip(before["cells"], after["cells"], strict=True):
        old.pop("source"), new.pop("source")
    assert before == after
    assert summary.calls.left == 0 and summary.calls.total == 3


@pytest.mark.parametrize(
    "how",
    [
        {"indent": 1},
        {"indent": 4, "sort_keys": True},
        {"indent": "\t"},
        {"indent": None},
        {"indent": None, "separators": (",", ":")},
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"", b"\r\n"])
def test_the_layout_of_the_file_stays(tmp_path: Path, how: dict[str, Any], end: bytes) -> None:
    content = notebook(markdown("é"), "import torch\nx = torch.zeros(2)\n", code("x = 1", outputs=[IMAGE]))
    data = written(content, **how).rstrip(b"\n") + end
    if end == b"\r\n":
        data = data.rstrip(b"\r\n").replace(b"\n", b"\r\n") + end
    out, _ = convert(tmp_path, {"a.ipynb": data})
    assert out["a.ipynb"] == data.replace(b"torch\\nx", b"paddle\\nx").replace(
        b'"import torch\\n"', b'"import paddle\\n"'
    ).replace(b"torch.zeros(2)", b"paddle.zeros([2])").replace(b"paddle.zeros([2])", _zeros(out["a.ipynb"]))


def _zeros(data: bytes) -> bytes:
    return sources(data)[0].splitlines()[1].removeprefix("x = ").encode()


def test_a_source_that_is_one_string(tmp_path: Path) -> None:
    data = written(notebook({"cell_type": "code", "source": "import torch\nx = torch.Tensor"}))
    out, _ = convert(tmp_path, {"a.ipynb": data})
    assert json.loads(out["a.ipynb"])["cells"][0]["source"] == "import paddle\nx = paddle.Tensor"


def test_a_notebook_without_torch_is_copied(tmp_path: Path) -> None:
    data = written(notebook("import numpy as np\n%pwd", markdown("torch")))
    out, summary = convert(tmp_path, {"a.ipynb": data})
    assert out == {"a.ipynb": data} and summary.files[0].status == "copied" and not summary.diagnostics


@pytest.mark.parametrize(
    "data",
    [
        b"{import torch",
        b'{"worksheets": [], "nbformat": 3, "x": "import torch"}',
        written(notebook("import torch", language="R")),
    ],
)
def test_what_is_no_python_notebook_is_copied_and_said(tmp_path: Path, data: bytes) -> None:
    out, summary = convert(tmp_path, {"a.ipynb": data})
    assert out == {"a.ipynb": data}
    assert [found.code for found in summary.diagnostics] == ["PC521"]


@pytest.mark.parametrize("minor", [4, 5])
def test_helpers_come_in_a_cell_before_the_first(tmp_path: Path, minor: int) -> None:
    more = {"id": "one"} if minor == 5 else {}
    data = written(notebook(markdown("x"), code("import torch\nm = torch.nn.Linear(2, 3)", **more), minor=minor))
    out, summary = convert(tmp_path, {"sub/a.ipynb": data})
    assert set(out) == {"sub/a.ipynb"} and "Linear" in summary.helpers
    first, second = sources(out["sub/a.ipynb"])
    assert first.startswith("def _paddle_helpers():") and first.endswith("paddle_helpers = _paddle_helpers()")
    assert second == "import paddle\nm = paddle_helpers.Linear(2, 3)"
    cells = json.loads(out["sub/a.ipynb"])["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code", "code"]
    assert cells[1].get("id") == ("paddle-helpers" if minor == 5 else None)
    again, _ = convert(tmp_path / "again", {"a.ipynb": out["sub/a.ipynb"]})
    assert again["a.ipynb"] == out["sub/a.ipynb"]


def test_a_notebook_that_imports_from_the_tree_shares_its_helpers(tmp_path: Path) -> None:
    out, summary = convert(
        tmp_path,
        {
            "src/pkg/__init__.py": b"",
            "src/pkg/net.py": b"import torch\nfrom torch import nn\nNet = nn.Linear\nF = nn.functional\n",
            "notebooks/a.ipynb": written(
                notebook(
                    "import sys\nsys.path.append('../src')", "from pkg.net import Net, F\nimport torch", "Net(2, 3)"
                )
            ),
            "notebooks/b.ipynb": written(notebook("import torch\ntorch.nn.Linear(2, 3)")),
        },
    )
    assert summary.helper_module == "src/pkg/paddle_helpers.py"
    assert "_paddle_helpers()" not in "".join(sources(out["notebooks/a.ipynb"]))
    assert "def _paddle_helpers()" in sources(out["notebooks/b.ipynb"])[0]


def test_the_shared_helpers_are_found_from_the_notebooks_folder(tmp_path: Path) -> None:
    out, _ = convert(
        tmp_path,
        {
            "src/pkg/__init__.py": b"",
            "src/pkg/net.py": b"import torch\nNet = torch.nn.Linear\n",
            "notebooks/a.ipynb": written(
                notebook(
                    "import sys\nsys.path.append('../src')",
                    "from pkg.net import Net\nimport torch",
                    "torch.nn.Linear(2, 3)",
                )
            ),
        },
    )
    text = "\n".join(sources(out["notebooks/a.ipynb"]))
    assert '_sys.path.append(_os.path.join(_os.getcwd(), "..", "src"))\nfrom pkg import paddle_helpers\n' in text
    assert text.index("from pkg import paddle_helpers") < text.index("paddle_helpers.Linear(2, 3)")


def test_findings_say_the_line_in_the_file_and_the_cell(tmp_path: Path) -> None:
    data = written(
        notebook(
            "import torch",
            markdown("x"),
            "%pwd\nif True:\n    y = 'é\"', torch.no_such(1)\n",
            "%time z = torch.no_such(2)",
            "!torchrun train.py",
            "%%bash\npip install torch\n",
            "def f(:\n",
        )
    )
    out, summary = convert(tmp_path, {"a.ipynb": data})
    lines = data.decode().splitlines()
    found = {(d.code, d.message.rpartition("(")[2]): d for d in summary.diagnostics}
    first = found["PC101", "cell 3, line 3)"]
    assert lines[first.line - 1][first.column :].startswith("torch.no_such(1)")
    second = found["PC101", "cell 4, line 1)"]
    assert lines[second.line - 1][second.column :].startswith("torch.no_such(2)")
    assert {key for key in found if key[0] != "PC101"} == {
        ("PC511", "cell 5, line 1)"),
        ("PC511", "cell 6, line 2)"),
        ("PC521", "cell 7, line 1)"),
    }
    assert "# paconvert[PC101] torch.no_such" in "".join(sources(out["a.ipynb"]))
    assert sources(out["a.ipynb"])[-3:] == sources(data)[-3:]


def test_a_package_that_needs_torch_is_told_with_its_place(tmp_path: Path) -> None:
    data = written(notebook("import torch", "x = 1\nimport timm"))
    _, summary = convert(tmp_path, {"a.ipynb": data})
    (found,) = [d for d in summary.diagnostics if d.code == "PC203"]
    assert data.decode().splitlines()[found.line - 1].strip() == '"import timm"'


def test_a_single_notebook(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(written(notebook("import torch")))
    convert_tree(tmp_path / "a.ipynb", tmp_path / "out/b.ipynb")
    assert sources((tmp_path / "out/b.ipynb").read_bytes()) == ["import paddle"]


PROGRAM = [
    "import torch\nfrom torch import nn\nimport torch.nn.functional as F",
    "x = torch.arange(12, dtype=torch.float32).view(3, 4).requires_grad_()\nscale = 0.5",
    "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 2)\n"
    "    def forward(self, x):\n        return F.gelu(self.fc(x), approximate='tanh')",
    "net = Net()\nwith torch.no_grad():\n    net.fc.weight.fill_(0.1)\n"
    "    net.fc.bias.copy_(torch.tensor([0.5, -0.5]))",
    "y = net(x * scale)\ny.sum().backward()\nprint([round(v, 4) for v in y.flatten().tolist()])",
    "values, places = y.max(dim=1)\nprint(places.tolist(), y.size())",
    "print([round(v, 4) for v in x.grad.flatten().tolist()])",
    "print(sorted(net.state_dict()), [len(part) for part in x.chunk(2, dim=0)])",
]


def printed(cells: list[str]) -> str:
    """What the cells print, run one after the other in one namespace as a kernel does."""
    names: dict[str, Any] = {"__name__": "__main__"}
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        for cell in cells:
            exec(compile(cell, "<cell>", "exec"), names)
    return stream.getvalue().replace("paddle.Size", "torch.Size")


def test_a_converted_notebook_prints_under_paddle_what_it_prints_under_torch(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("paddle")
    out, summary = convert(tmp_path, {"a.ipynb": written(notebook(*PROGRAM))})
    assert summary.calls.left == 0
    cells = sources(out["a.ipynb"])
    assert "torch." not in "".join(cells[1:])
    assert printed(cells) == printed(PROGRAM) != ""


COMMANDS = (
    "!pip install torch numpy\nimport torch\nx = torch.ones(2)\n",
    "%pip install -q torch==2.1\n!nvidia-smi --torch",
    "%%bash\n# torch\ntorchrun train.py\n",
    "%%bash\necho torch\n",
)


def test_commands_are_told_as_those_of_scripts(tmp_path: Path) -> None:
    data = written(notebook(*COMMANDS))
    _, summary = convert(tmp_path, {"a.ipynb": data})
    told = [(d.code, d.message.rpartition("(")[2]) for d in summary.diagnostics]
    assert told == [
        ("PC511", "cell 1, line 1)"),
        ("PC511", "cell 2, line 1)"),
        ("PC522", "cell 2, line 2)"),
        ("PC511", "cell 3, line 3)"),
        ("PC522", "cell 4, line 2)"),
    ]


def test_commands_are_rewritten_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ipynb").write_bytes(written(notebook(*COMMANDS)))
    convert_tree(tmp_path / "src", tmp_path / "out", options=Options(rewrite_docs=True))
    assert sources((tmp_path / "out" / "a.ipynb").read_bytes()) == [
        "!pip install paddlepaddle numpy\nimport paddle\nx = paddle.ones(2)\n",
        "%pip install -q paddlepaddle==3.3.1\n!nvidia-smi --torch",
        "%%bash\n# torch\npython -m paddle.distributed.launch --nproc_per_node 1 train.py\n",
        "%%bash\necho torch\n",
    ]


def test_a_notebook_that_only_installs_torch_is_told_of(tmp_path: Path) -> None:
    _, summary = convert(tmp_path, {"a.ipynb": written(notebook("!pip install torch\n"))})
    assert [(d.code, d.file) for d in summary.diagnostics] == [("PC511", "a.ipynb")]
    assert summary.statuses()["copied"] == 1
