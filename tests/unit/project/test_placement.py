"""Each layout is decided, written out with a stand-in helper module, and run as its users run it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from paconvert_ng.project.imports import import_facts
from paconvert_ng.project.placement import Placement, place

T = "import torch\n"


def decide(files: Mapping[str, str], **options: object) -> Placement:
    """Files whose text imports torch need helpers."""
    facts = {path: import_facts(text, exact=True) for path, text in files.items() if path.endswith(".py")}
    needing = [path for path, text in files.items() if "import torch" in text]
    options.setdefault("installable", "setup.py" in files)
    return place(facts, needing, **options)  # type: ignore[arg-type]


def write(root: Path, files: Mapping[str, str], placement: Placement) -> None:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        name = placement.name
        own = placement.imports.get(path, "") and f"{placement.imports[path]}\nHELPER = {name}\n"
        target.write_text(own + text.replace("import torch\n", ""))
    helper = root / placement.path
    helper.parent.mkdir(parents=True, exist_ok=True)
    assert not helper.exists()
    helper.write_text("class Shared: pass\n")


def run(root: Path, *arguments: str, cwd: str = "") -> None:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=root / cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def check(root: Path, files: Mapping[str, str], *commands: str, **options: object) -> Placement:
    placement = decide(files, **options)
    write(root, files, placement)
    for command in commands:
        run(root, *command.split(" ", 1) if command.startswith(("-c", "-m")) else [command])
    return placement


def test_a_package_with_relative_imports(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "from .a import A\n",
        "pkg/a.py": T + "A = 1\n",
        "pkg/sub/__init__.py": "",
        "pkg/sub/b.py": T,
    }
    placement = check(tmp_path, files, "-c import pkg.a, pkg.sub.b as b; assert pkg.a.HELPER is b.HELPER")
    assert placement.path == "pkg/paddle_helpers.py"
    assert placement.imports == {
        "pkg/a.py": "from . import paddle_helpers",
        "pkg/sub/b.py": "from .. import paddle_helpers",
    }


def test_a_flat_repository_with_relative_imports_and_no_init(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    files = {
        "modeling_x.py": T + "from .configuration_x import C\n",
        "configuration_x.py": "C = 1\n",
        "config.json": "{}",
    }
    placement = check(root, files, root_name="repo")
    assert placement.path == "paddle_helpers.py"
    assert placement.imports == {"modeling_x.py": "from . import paddle_helpers"}
    run(tmp_path, "-c", "import repo.modeling_x")


def test_the_input_is_itself_a_package(tmp_path: Path) -> None:
    root = tmp_path / "out"
    files = {
        "__init__.py": "",
        "a.py": T,
        "sub/__init__.py": "",
        "sub/b.py": T,
        "sub/deep/__init__.py": "",
        "sub/deep/c.py": T + "from ...a import HELPER as other\nassert other is HELPER\n",
    }
    placement = check(root, files, root_name="pkg")
    assert placement.path == "paddle_helpers.py"
    assert placement.imports["sub/deep/c.py"] == "from ... import paddle_helpers"
    run(tmp_path, "-c", "import out.sub.deep.c, out.sub.b")


def test_the_input_is_a_package_that_imports_itself_by_name(tmp_path: Path) -> None:
    root = tmp_path / "pkg"
    files = {
        "__init__.py": "from pkg.a import A\n",
        "a.py": T + "from pkg.sub.b import B\nA = 1\n",
        "sub/b.py": T + "B = 1\n",
        "tool.py": T + "from pkg.a import HELPER as other\nassert other is HELPER\nif __name__ == '__main__': pass\n",
    }
    placement = check(root, files, root_name="pkg")
    assert placement.path == "paddle_helpers.py"
    assert placement.imports["a.py"] == "from . import paddle_helpers"
    assert placement.imports["sub/b.py"] == "from .. import paddle_helpers"
    assert placement.imports["tool.py"] == "from pkg import paddle_helpers"
    run(tmp_path, "-c", "import pkg.a, pkg.sub.b, pkg.tool; assert pkg.a.HELPER is pkg.sub.b.HELPER")
    run(tmp_path, "-m", "pkg.tool")


def test_src_layout_with_tests_and_scripts(tmp_path: Path) -> None:
    files = {
        "setup.py": "",
        "src/pkg/__init__.py": "",
        "src/pkg/a.py": T,
        "tests/__init__.py": "",
        "tests/test_a.py": T + "import pkg.a\nassert pkg.a.HELPER is HELPER\n",
        "scripts/plain.py": T,
    }
    placement = check(tmp_path, files, "scripts/plain.py")
    assert placement.path == "src/pkg/paddle_helpers.py"
    assert placement.imports["src/pkg/a.py"] == "from . import paddle_helpers"
    assert placement.imports["tests/test_a.py"] == "from pkg import paddle_helpers"
    assert placement.imports["scripts/plain.py"].endswith('"..", "src"))\nfrom pkg import paddle_helpers')
    run(tmp_path, "-c", "import sys; sys.path.append('src'); import tests.test_a")


def test_a_package_and_top_level_scripts(tmp_path: Path) -> None:
    edit = "sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..'))"
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": T,
        "train.py": T + "from pkg.a import HELPER as other\nassert other is HELPER\n",
        "standalone.py": T,
        "tools/export.py": T,
        "tools/late.py": f"import sys, os\n{edit}\nimport pkg\n" + T,
    }
    placement = check(tmp_path, files, "train.py", "standalone.py", "tools/export.py", "tools/late.py")
    assert placement.path == "pkg/paddle_helpers.py"
    assert placement.imports["train.py"] == placement.imports["standalone.py"] == "from pkg import paddle_helpers"
    assert placement.imports["tools/export.py"] == (
        "import os as _os\nimport sys as _sys\n"
        '_sys.path.append(_os.path.join(_os.path.dirname(_os.path.realpath(__file__)), ".."))\n'
        "from pkg import paddle_helpers"
    )
    run(tmp_path, "export.py", cwd="tools")


def test_several_packages_and_a_script(tmp_path: Path) -> None:
    files = {
        "models/__init__.py": "from .net import Net\n",
        "models/net.py": T + "from utils.ops import op\nNet = 1\n",
        "utils/__init__.py": "",
        "utils/ops.py": T + "op = 1\n",
        "datasets/__init__.py": "",
        "datasets/images.py": T,
        "train.py": T
        + "import models.net, utils.ops, datasets.images\nassert models.net.HELPER is utils.ops.HELPER is HELPER\n",
    }
    placement = check(tmp_path, files, "train.py")
    assert placement.path == "paddle_helpers.py"
    assert set(placement.imports.values()) == {"import paddle_helpers"}


def test_several_packages_below_one_folder(tmp_path: Path) -> None:
    files = {"src/one/__init__.py": "", "src/one/a.py": T, "src/two/__init__.py": "", "src/two/b.py": T}
    placement = check(tmp_path, files)
    assert placement.path == "src/paddle_helpers.py"
    assert set(placement.imports.values()) == {"import paddle_helpers"}
    run(tmp_path, "-c", "import one.a, two.b; assert one.a.HELPER is two.b.HELPER", cwd="src")


def test_tests_that_are_a_package_do_not_share_the_root_with_the_library(tmp_path: Path) -> None:
    files = {
        "setup.py": "",
        "pkg/__init__.py": T,
        "tests/__init__.py": "",
        "tests/test_a.py": T + "import pkg\nassert pkg.HELPER is HELPER\n",
        "examples/__init__.py": "",
        "examples/demo.py": T,
    }
    placement = check(tmp_path, files, "-m tests.test_a", "-m examples.demo")
    assert placement.path == "pkg/paddle_helpers.py"
    assert (
        placement.imports["tests/test_a.py"]
        == placement.imports["examples/demo.py"]
        == "from pkg import paddle_helpers"
    )


def test_loose_scripts_in_one_folder(tmp_path: Path) -> None:
    files = {"main.py": T + "import model\nassert model.HELPER is HELPER\n", "model.py": T}
    placement = check(tmp_path, files, "main.py")
    assert placement.path == "paddle_helpers.py"
    assert set(placement.imports.values()) == {"import paddle_helpers"}


def test_loose_scripts_in_one_folder_below_the_root(tmp_path: Path) -> None:
    files = {"code/main.py": T + "import model\n", "code/model.py": T, "README.md": ""}
    placement = check(tmp_path, files, "code/main.py")
    assert placement.path == "code/paddle_helpers.py"
    assert set(placement.imports.values()) == {"import paddle_helpers"}


def test_loose_scripts_in_several_folders(tmp_path: Path) -> None:
    files = {"a/x.py": T, "b/c/y.py": T, "z.py": T}
    placement = check(tmp_path, files, "a/x.py", "b/c/y.py", "z.py")
    assert placement.path == "paddle_helpers.py"
    assert placement.imports["z.py"] == "import paddle_helpers"
    assert '".."))' in placement.imports["a/x.py"]
    assert '"..", ".."))' in placement.imports["b/c/y.py"]
    run(tmp_path, "y.py", cwd="b/c")


def test_a_namespace_package_used_by_a_script(tmp_path: Path) -> None:
    files = {
        "models/net.py": T + "from models.blocks import HELPER as other\nassert other is HELPER\n",
        "models/blocks.py": T,
        "train.py": T + "from models.net import HELPER as other\nassert other is HELPER\n",
    }
    placement = check(tmp_path, files, "train.py")
    assert placement.path == "models/paddle_helpers.py"
    assert placement.imports["models/net.py"] == "from . import paddle_helpers"
    assert placement.imports["train.py"] == "from models import paddle_helpers"


def test_a_script_beside_the_files_of_a_repository(tmp_path: Path) -> None:
    files = {"modeling_own.py": T + "from .configuration_own import Own\n", "configuration_own.py": "Own = 1\n"}
    check(tmp_path / "own", {**files, "demo.py": T + "print(HELPER)\n"}, "demo.py", root_name="own")
    run(tmp_path, "-c", "import own.modeling_own as m, own.demo as d; assert m.HELPER is d.HELPER")


def test_nested_namespace_packages(tmp_path: Path) -> None:
    files = {
        "org/team/lib/a.py": T,
        "org/team/lib/deep/b.py": T + "from org.team.lib.a import HELPER as other\nassert other is HELPER\n",
        "run.py": T + "import org.team.lib.deep.b\n",
    }
    placement = check(tmp_path, files, "run.py")
    assert placement.path == "org/paddle_helpers.py"
    assert placement.imports["org/team/lib/deep/b.py"] == "from .... import paddle_helpers"


def test_a_subfolder_without_init_inside_a_package(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "from .sub import b\n",
        "pkg/sub/b.py": T,
        "pkg/loose/script.py": T,
    }
    placement = check(tmp_path, files, "-c import pkg", "pkg/loose/script.py")
    assert placement.path == "pkg/paddle_helpers.py"
    assert placement.imports["pkg/sub/b.py"] == "from .. import paddle_helpers"
    assert placement.imports["pkg/loose/script.py"].endswith('"..", ".."))\nfrom pkg import paddle_helpers')


def test_a_module_of_a_package_that_may_be_run_as_a_script(tmp_path: Path) -> None:
    guard = "if __name__ == '__main__':\n    pass\n"
    files = {
        "pkg/__init__.py": "",
        "pkg/net.py": T + guard,
        "pkg/sub/__init__.py": "",
        "pkg/sub/tool.py": T + guard,
        "pkg/sub/named.py": T + "from pkg.net import HELPER as other\nassert other is HELPER\n" + guard,
    }
    commands = ["pkg/net.py", "pkg/sub/tool.py", "-m pkg.net", "-m pkg.sub.tool", "-m pkg.sub.named"]
    placement = check(
        tmp_path, files, *commands, "-c import pkg.net, pkg.sub.tool; assert pkg.net.HELPER is pkg.sub.tool.HELPER"
    )
    assert placement.imports["pkg/net.py"] == (
        "try:\n    from . import paddle_helpers\nexcept ImportError:  # run as a script\n    import paddle_helpers"
    )
    assert placement.imports["pkg/sub/named.py"] == "from pkg import paddle_helpers"


def test_a_stray_init_in_a_folder_of_scripts(tmp_path: Path) -> None:
    files = {"__init__.py": "", "main.py": T + "from net import HELPER as other\nassert other is HELPER\n", "net.py": T}
    placement = check(tmp_path, files, "main.py", root_name="project")
    assert placement.path == "paddle_helpers.py"
    assert set(placement.imports.values()) == {"import paddle_helpers"}


def test_a_package_that_needs_a_loose_module_is_not_home(tmp_path: Path) -> None:
    files = {"tests/__init__.py": "", "tests/test_net.py": T + "import net\nassert net.HELPER is HELPER\n", "net.py": T}
    placement = check(tmp_path, files, "-m tests.test_net")
    assert placement.path == "paddle_helpers.py"
    assert set(placement.imports.values()) == {"import paddle_helpers"}


def test_a_neighbour_with_the_name_of_a_standard_module_is_no_sign_of_scripts(tmp_path: Path) -> None:
    files = {"pkg/__init__.py": "", "pkg/logging.py": "", "pkg/net.py": T + "import logging\n"}
    placement = check(tmp_path, files, "-c import pkg.net")
    assert placement.path == "pkg/paddle_helpers.py"


def test_relative_imports_that_climb_above_the_input(tmp_path: Path) -> None:
    root = tmp_path / "up" / "qwen"
    files = {"model.py": T + "from ..base import B\n"}
    placement = check(root, files, root_name="qwen")
    assert placement.imports == {"model.py": "from . import paddle_helpers"}
    (tmp_path / "up/base.py").write_text("B = 1\n")
    run(tmp_path, "-c", "import up.qwen.model")


def test_one_relative_import_too_high_does_not_make_the_root_a_package(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": T,
        "pkg/cli.py": "from pkg.a import HELPER\n",
        "pkg/models/__init__.py": "",
        "pkg/models/wrong.py": T + "from ...pkg.a import HELPER\n",
    }
    placement = check(tmp_path, files, "-c import pkg.a")
    assert placement.path == "pkg/paddle_helpers.py"


@pytest.mark.parametrize(
    ("files", "taken", "name"),
    [
        ({"a.py": T + "paddle_helpers = 1\n"}, (), "paddle_helpers_2"),
        ({"a.py": T, "b.py": "from x import paddle_helpers, paddle_helpers_2\n"}, (), "paddle_helpers_3"),
        ({"a.py": T}, ("paddle_helpers",), "paddle_helpers_2"),
        ({"a.py": T + "my_paddle_helpers = 1\n"}, (), "paddle_helpers"),
    ],
)
def test_the_name_is_free(files: dict[str, str], taken: tuple[str, ...], name: str) -> None:
    placement = decide(files, taken=taken)
    assert placement.name == name
    assert placement.imports["a.py"] == f"import {name}"


def test_nothing_needs_helpers() -> None:
    placement = decide({"a.py": ""})
    assert placement.imports == {}
    assert placement.path == "paddle_helpers.py"


def test_no_absolute_path_is_written(tmp_path: Path) -> None:
    placement = check(tmp_path, {"a/x.py": T, "b/y.py": T, "z.py": ""})
    assert not any(str(tmp_path) in text for text in placement.imports.values())
