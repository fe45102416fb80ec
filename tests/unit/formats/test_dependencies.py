"""Dependency files: by name, everything else byte for byte."""

from __future__ import annotations

import pytest

from paconvert_ng.formats.files import convert_file
from paconvert_ng.formats.found import Context
from paconvert_ng.formats.kinds import format_of, kind_of

NOTHING = Context("3.3.1")
STILL = Context("3.3.1", {"torchvision": ("a.py", "b.py"), "torchaudio": ("a.py",), "torch": ("bad.py",)})


def become(path: str, text: str, context: Context = NOTHING) -> str:
    changed = convert_file(path, text.encode(), context)
    new = text if changed.data is None else changed.data.decode()
    again = convert_file(path, new.encode(), context)
    assert again.data is None, "the second conversion changes something"
    return new


def codes(path: str, text: str, context: Context = NOTHING) -> list[tuple[str, int, int]]:
    return [(d.code, d.line, d.column) for d in convert_file(path, text.encode(), context).diagnostics]


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("requirements.txt", "requirements"),
        ("a/requirements-dev.txt", "requirements"),
        ("dev-requirements.txt", "requirements"),
        ("requirements_gpu.in", "requirements"),
        ("requirements/base.txt", "requirements"),
        ("constraints.txt", "requirements"),
        ("notes.txt", ""),
        ("myrequirementslist.txt", ""),
        ("setup.py", "setup_py"),
        ("tools/setup.cfg", "setup_cfg"),
        ("pyproject.toml", "toml"),
        ("Pipfile", "toml"),
        ("environment.yml", "conda"),
        ("conda-env.yaml", "conda"),
        ("config.yml", "config_yaml"),
        ("poetry.lock", "lock"),
        ("run.sh", "shell"),
        ("Dockerfile.gpu", "shell"),
        ("README.md", "markdown"),
        ("a.py", ""),
        ("weights.bin", ""),
    ],
)
def test_files_are_known_by_their_names(path: str, format: str) -> None:
    assert format_of(path) == format
    assert kind_of("a/b.ipynb") == "notebook" and kind_of("b.pyi") == "stub" and kind_of("b.py") is None


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("torch", "paddlepaddle"),
        ("torch==2.1.0", "paddlepaddle==3.3.1"),
        ("torch==2.1.0+cu118  # gpu", "paddlepaddle==3.3.1  # gpu"),
        ("Torch >= 1.8 , <3 ; python_version < '3.9'", "paddlepaddle >= 3.3.1 ; python_version < '3.9'"),
        ("  torch~=2.0", "  paddlepaddle>=3.3.1"),
        ("torch[opt-einsum,optree]>=2", "paddlepaddle[opt-einsum,optree]>=3.3.1"),
        ("torch (>=1.0)", "paddlepaddle (>=3.3.1)"),
        ("torch===2.0", "paddlepaddle==3.3.1"),
        ("torch @ https://download.pytorch.org/x.whl ; os_name=='nt'", "paddlepaddle==3.3.1; os_name=='nt'"),
        ("torch>=1.0 --config-settings x=y", "paddlepaddle>=3.3.1 --config-settings x=y"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_line_that_requires_torch(line: str, new: str, end: str) -> None:
    around = "# torch\r\nnumpy==1.0 # torch\n\n-r torch.txt\n"
    assert become("requirements.txt", around + line + end) == around + new + end


@pytest.mark.parametrize(
    "line",
    [
        "torch-scatter==2.0",
        "torch_geometric",
        "torchmetrics>=1",
        "pytorch-lightning",
        "torchsummary",
        "my-torch",
        "#torch==1.0",
        "-e .[torch]",
        "git+https://github.com/pytorch/torch.git",
        "./torch-2.0.whl",
        "timm  # needs torch",
    ],
)
def test_a_line_that_only_has_torch_in_it(line: str) -> None:
    assert become("requirements.txt", f"{line}\n") == f"{line}\n"
    assert codes("requirements.txt", f"{line}\n") == []


def test_torchvision_goes_unless_it_is_still_imported() -> None:
    text = "numpy\ntorchvision>=0.9 # images\n  torchaudio==2 ; os_name == 'nt'\nscipy\n"
    assert become("requirements.txt", text) == "numpy\nscipy\n"
    assert codes("requirements.txt", text) == [("PC502", 2, 0), ("PC502", 3, 0)]
    marked = (
        "numpy\n# paconvert[PC503] torchvision: still imported by a.py, b.py\ntorchvision>=0.9 # images\n"
        "  # paconvert[PC503] torchaudio: still imported by a.py\n  torchaudio==2 ; os_name == 'nt'\nscipy\n"
    )
    assert become("requirements.txt", text, STILL) == marked


def test_what_cannot_be_rewritten_is_said() -> None:
    text = "torch==2.0 \\\n    --hash=sha256:ab\n--extra-index-url https://download.pytorch.org/whl/cu118\n"
    assert become("requirements.txt", text) == text
    assert codes("requirements.txt", text) == [("PC503", 1, 0), ("PC503", 3, 18)]
    assert codes("requirements.txt", "git+https://x/y#egg=torch\n") == [("PC503", 1, 0)]
    assert codes("poetry.lock", '[[package]]\nname = "torch"\n') == [("PC503", 2, 8)]
    assert codes("poetry.lock", '[[package]]\nname = "torchmetrics"\n') == []


def test_paddlepaddle_is_not_required_twice() -> None:
    assert become("requirements.txt", "torch\npaddlepaddle-gpu==3.0\n") == "paddlepaddle-gpu==3.0\n"


def test_what_still_imports_torch_is_said() -> None:
    (found,) = convert_file("requirements.txt", b"torch==1.0\n", STILL).diagnostics
    assert "torch's version says nothing of Paddle's" in found.message and "imported by bad.py" in found.message


SETUP = '''
import re
from setuptools import setup

VERSION = "2.0"
REQUIRED = ["numpy", 'torch>=1.8']  # é torch
REQUIRED.append("torchvision")
EXTRAS = {"torch": ["torch"], "all": ["torch", "torchaudio", "x"], "two": ("torchaudio", "y")}
TEXT = """
torch>=1  # the framework
torchvision
tqdm
"""
def more():
    """Needs torch."""
    return ["torch==1.0", "a"]
setup(
    name="torch",
    description="torch",
    packages=["torch"],
    keywords=["torch"],
    install_requires=REQUIRED + more(),
    extras_require=EXTRAS,
    tests_require=[
        "torchvision",  # for images
        "torch",
    ],
    setup_requires=TEXT.strip().splitlines(),
)
OTHER = ["torch"]
'''


def test_setup_py() -> None:
    new = become("setup.py", SETUP)
    assert new == (
        SETUP.replace("'torch>=1.8'", "'paddlepaddle>=3.3.1'")
        .replace('"torch": ["torch"]', '"torch": ["paddlepaddle"]')
        .replace('"all": ["torch", "torchaudio", "x"]', '"all": ["paddlepaddle", "x"]')
        .replace("\ntorch>=1  #", "\npaddlepaddle>=3.3.1  #")
        .replace("\ntorchvision\n", "\n")
        .replace('"torch==1.0"', '"paddlepaddle==3.3.1"')
        .replace('        "torchvision",  # for images\n', "")
        .replace('        "torch",\n', '        "paddlepaddle",\n')
    )
    assert [code for code, _, _ in codes("setup.py", SETUP)].count("PC503") == 2


def test_setup_py_that_looks_its_requirements_up() -> None:
    text = (
        '_deps = ["torch>=2.0", "torchvision", "tqdm"]\n'
        'deps = {b: a for a, b in (re.findall(r"^(([^!=<>~ ]+).*)$", x)[0] for x in _deps)}\n'
        "extras = {}\n"
        'extras["torch"] = [deps["torch"], deps["torchvision"]]\n'
        'extras["all"] = extras["torch"] + ["x"]\n'
        'setup(extras_require=extras, install_requires=[deps["torch"]])\n'
    )
    assert become("setup.py", text) == text.replace('"torch>=2.0"', '"paddlepaddle>=3.3.1"').replace(
        'deps["torch"]', 'deps["paddlepaddle"]'
    )


def test_setup_py_with_a_requirement_that_is_put_together() -> None:
    text = 'setup(install_requires=[f"torch=={v}", "torch" + v, "numpy"])\n'
    assert become("setup.py", text) == text
    assert [code for code, _, _ in codes("setup.py", text)] == ["PC503", "PC503"]


def test_setup_cfg() -> None:
    text = (
        "[metadata]\nname = torch\n[options]\ninstall_requires =\n    torch>=1.0\n    # torch\n    torchvision\n"
        "    numpy\npackages = torch\n[options.extras_require]\na = torch\nb =\n  torch==1; python_version<'3.9'\n"
        "torch = torchaudio\n"
    )
    new = text.replace("    torch>=1.0", "    paddlepaddle>=3.3.1").replace("    torchvision\n", "")
    new = new.replace("a = torch\n", "a = paddlepaddle\n").replace("  torch==1;", "  paddlepaddle==3.3.1;")
    assert become("setup.cfg", text) == new
    assert ("PC503", 14, 8) in codes("setup.cfg", text)


PYPROJECT = """\
[build-system]
requires = ["setuptools", "torch>=1.0"]  # build
[project]
name = "torch"  # torch
keywords = ["torch"]
dependencies = [
  "numpy",  # arrays
  "torch[x]==2.0; python_version < '3.9'", # main
  "torchvision",
]
[project.optional-dependencies]
all = ["torchvision", 'torch']
torch = ['torchaudio']
[dependency-groups]
test = ["pytest", "torch<3"]
[tool.poetry.dependencies]
python = "^3.8"
torch = "^2.0"  # main
torchvision = {version = "0.1", optional = true}
torch-scatter = "*"
[tool.poetry.group.dev.dependencies]
"torch" = { version = "2.0.1", extras = ["torch"], markers = "python_version < '3.9'" }
[tool.poetry.extras]
gpu = ["torch"]
[tool.mypy]
torch = "torch"
"""


def test_pyproject() -> None:
    assert become("pyproject.toml", PYPROJECT) == (
        PYPROJECT.replace('"torch>=1.0"', '"paddlepaddle>=3.3.1"')
        .replace('"torch[x]==2.0;', '"paddlepaddle[x]==3.3.1;')
        .replace('  "torchvision",\n', "")
        .replace("[\"torchvision\", 'torch']", "['paddlepaddle']")
        .replace("['torchaudio']", "[]")
        .replace('"torch<3"', '"paddlepaddle>=3.3.1"')
        .replace('torch = "^2.0"', 'paddlepaddle = ">=3.3.1"')
        .replace('torchvision = {version = "0.1", optional = true}\n', "")
        .replace('"torch" = { version = "2.0.1"', '"paddlepaddle" = { version = "3.3.1"')
        .replace('gpu = ["torch"]', 'gpu = ["paddlepaddle"]')
    )


@pytest.mark.parametrize(
    "text",
    [
        '[tool.poetry.dependencies.torch]\nversion = "2"\n',
        '[tool.poetry.dependencies]\ntorch = {url = "https://x/torch.whl"}\n',
        '[tool.poetry.dependencies]\ntorch = {version = "2", source = "pytorch"}\n',
        '[packages]\ntorch = {version = "*", index = "pytorch"}\n',
    ],
)
def test_a_torch_that_comes_from_elsewhere_is_left_and_said(text: str) -> None:
    path = "Pipfile" if text.startswith("[packages]") else "pyproject.toml"
    assert become(path, text) == text
    assert [code for code, _, _ in codes(path, text)] == ["PC503"]


def test_a_file_that_is_no_toml_stays() -> None:
    assert become("pyproject.toml", '[project\ndependencies = ["torch"]\n') == '[project\ndependencies = ["torch"]\n'


def test_pipfile() -> None:
    text = '[packages]\ntorch = "==2.0"  # x\nnumpy = "*"\n[dev-packages]\ntorchvision = "*"\ntorch = "*"\n'
    assert become("Pipfile", text) == (
        '[packages]\npaddlepaddle = "==3.3.1"  # x\nnumpy = "*"\n[dev-packages]\npaddlepaddle = "*"\n'
    )


def test_environment_with_a_list_for_pip() -> None:
    text = (
        "name: x\nchannels:\n  - pytorch\ndependencies:\n  - python=3.9  # x\n  - pytorch::pytorch>=2.0\n  - pip\n"
        "  - pytorch-cuda=11.8\n  - torchaudio\n  - pip:\n    - einops  # x\n    - torchvision\nprefix: /torch\n"
    )
    assert become("environment.yml", text) == (
        "name: x\nchannels:\n  - pytorch\ndependencies:\n  - python=3.9  # x\n  - pip\n"
        "  - pip:\n    - einops  # x\n    - paddlepaddle>=3.3.1\nprefix: /torch\n"
    )


def test_environment_without_one() -> None:
    text = "dependencies:\n- python\n- pytorch=2.0.1=py3_cuda # x\n- torchvision\n"
    assert become("environment.yml", text) == (
        "dependencies:\n- python\n- pip\n- pip:\n    - paddlepaddle==3.3.1 # x\n"
    )
    marked = become("environment.yml", text, STILL)
    assert marked.endswith("# paconvert[PC503] torchvision: still imported by a.py, b.py\n- torchvision\n")


def test_environment_with_quotes() -> None:
    text = "dependencies:\n  - 'pytorch>=1.0'  # x\n  - pip\n  - \"conda-forge::torchvision\"\n"
    assert become("environment.yml", text) == ("dependencies:\n  - pip:\n      - paddlepaddle>=3.3.1  # x\n  - pip\n")


@pytest.mark.parametrize("text", ["dependencies: [pytorch, x]\n", "dependencies:\n  - pytorch\n  - pip:\n"])
def test_environment_in_a_form_that_is_not_rewritten(text: str) -> None:
    assert become("environment.yml", text) == text
    assert [code for code, _, _ in codes("environment.yml", text)] == ["PC503"]


def test_environment_with_torch_for_pip_at_the_end_of_the_file() -> None:
    text = 'dependencies:\n  - pytorch\n  - pip:\n    - "torch==1.0"'
    assert become("environment.yml", text) == 'dependencies:\n  - pip:\n    - "paddlepaddle==3.3.1"'


@pytest.mark.parametrize("text", ["a: [torch\n", "- torch\n", "dependencies: torch\n", "x: 1 # torch\n"])
def test_yaml_that_is_no_environment_stays(text: str) -> None:
    assert become("environment.yml", text) == text


def test_a_file_in_another_encoding_stays() -> None:
    assert convert_file("requirements.txt", "torch # é\n".encode("latin-1"), NOTHING).data is None


def test_a_byte_order_mark_stays() -> None:
    assert become("requirements.txt", "\ufefftorch\n") == "\ufeffpaddlepaddle\n"
