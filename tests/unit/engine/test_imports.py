"""Import statements: aliases stay, names taken from a module stay usable, probes keep their meaning."""

from __future__ import annotations

import pytest

from paconvert_ng import convert_source
from tests.unit.engine.support import convert

CASES = [
    ("import torch\n", "import paddle\n"),
    ("import torch as t\nt.ones(1)\n", "import paddle as t\nt.ones(1)\n"),
    ("import os, torch, sys\n", "import os, paddle, sys\n"),
    ("import torch.nn.functional as F\n", "import paddle.nn.functional as F\n"),
    ("import torch.nn\nx = torch.nn.functional.relu(y)\n", "import paddle.nn\nx = paddle.nn.functional.relu(y)\n"),
    ("from torch import nn\n", "from paddle import nn\n"),
    ("from torch import nn as net, Tensor\n", "from paddle import nn as net, Tensor\n"),
    ("from torch import cat\ncat([a])\n", "from paddle import concat as cat\ncat([a])\n"),
    ("from torch.utils.data import Dataset  # noqa\n", "from paddle.io import Dataset  # noqa\n"),
    (
        "from torch import (\n    Tensor,  # one\n    nn,\n)\n",
        "from paddle import (\n    Tensor,  # one\n    nn,\n)\n",
    ),
    (
        "def f():\n    import torch\n    return torch.ones(1)\n",
        "def f():\n    import paddle\n    return paddle.ones(1)\n",
    ),
    (
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n",
        "try:\n    import paddle\nexcept ImportError:\n    torch = None\n",
    ),
    (
        "from torch.nn import *\nm = ReLU()\n",
        "import paddle\nm = paddle.nn.ReLU()\n",
    ),
    (
        "from torch.nn.functional import hardtanh\ny = hardtanh(x, 0)\n",
        "import paddle\ny = paddle.nn.functional.hardtanh(x, min=0)\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_import(before: str, after: str) -> None:
    assert convert(before).code == after


def test_a_name_still_needed_is_bound_to_the_helper() -> None:
    source = "from torch.nn.functional import hardtanh\nact = hardtanh\n"
    expected = "import paddle_helpers\nhardtanh = paddle_helpers.hardtanh\nact = hardtanh\n"
    assert convert(source).code == expected


def test_an_optional_package_is_still_probed() -> None:
    source = (
        "import torch\n"
        "try:\n    from flash_attn import flash_attn_func\n    HAS = True\nexcept ImportError:\n    HAS = False\n"
        "def f(q):\n    return flash_attn_func(q) if HAS else q\n"
    )
    result = convert(source)
    assert result.code == source.replace("import torch", "import paddle")
    assert [(d.code, d.line) for d in result.diagnostics] == [("PC202", 3), ("PC202", 8)]


def test_a_name_that_another_file_takes_stays_importable() -> None:
    others = {"user.py": "from f import hardtanh, F\n"}
    source = "from torch.nn.functional import hardtanh\nimport torch.nn.functional as F\n"
    code = convert(source, others=others).code
    assert "hardtanh = paddle_helpers.hardtanh" in code
    assert "import paddle.nn.functional as F" in code


def test_a_reexported_module_is_known_in_other_files() -> None:
    others = {"pkg/compat.py": "import torch.nn.functional as F\n", "pkg/__init__.py": ""}
    source = "from .compat import F\ny = F.hardtanh(x, 0)\n"
    assert convert(source, path="pkg/f.py", others=others).code == "from .compat import F\ny = F.hardtanh(x, min=0)\n"


def test_future_imports_and_docstring_stay_first() -> None:
    source = (
        '"""Doc."""\nfrom __future__ import annotations\n\n'
        "def f(m):\n    from torch import nn\n    return nn.Linear(1, 2)\n"
    )
    lines = convert(source).code.splitlines()
    assert lines[:2] == ['"""Doc."""', "from __future__ import annotations"]
    assert "import paddle_helpers" in lines
    compile("\n".join(lines), "f.py", "exec")


def test_a_local_variable_called_paddle_is_not_overwritten() -> None:
    source = "import torch\npaddle = 3\nx = torch.ones(paddle)\n"
    assert convert(source).code == "import paddle as paddle_2\npaddle = 3\nx = paddle_2.ones(paddle)\n"


def test_a_module_that_is_another_on_another_path_is_left() -> None:
    source = (
        "if a:\n    from torch.nn import functional as F\n"
        "else:\n    from mypackage import functional as F\ny = F.relu(x)\n"
    )
    result = convert(source)
    assert [d.code for d in result.diagnostics] == ["PC107"]
    assert 'F = paddle_helpers.Unconverted("torch.nn.functional")' in result.code
    assert "y = F.relu(x)" in result.code


def test_a_fallback_for_what_torch_has_binds_nothing() -> None:
    source = (
        "try:\n    from torch.nn.functional import hardtanh\n"
        "except ImportError:\n    def hardtanh(x):\n        return x\n"
        "y = hardtanh(x)\n"
    )
    result = convert(source)
    assert not result.diagnostics
    assert "y = paddle.nn.functional.hardtanh(x)" in result.code


def test_a_function_that_is_the_authors_own_on_another_path() -> None:
    source = (
        "if a:\n    from torch.nn.functional import hardtanh\n"
        "else:\n    def hardtanh(x):\n        return x\n"
        "y = hardtanh(x)\n"
    )
    result = convert(source)
    assert not result.diagnostics
    assert "    hardtanh = paddle_helpers.hardtanh\n" in result.code
    assert "y = hardtanh(x)" in result.code


def test_a_probe_for_a_name_that_torch_no_longer_has_still_fails() -> None:
    source = (
        "import torch\ntry:\n    from torch._six import string_classes\nexcept ImportError:\n    string_classes = str\n"
        "isinstance(x, string_classes)\n"
    )
    result = convert(source)
    mark = "    # paconvert[PC202] torch._six.string_classes: an optional import; left as it is\n"
    assert result.code == source.replace("import torch\n", "import paddle\n").replace("try:\n", f"try:\n{mark}")
    assert [(d.code, d.line) for d in result.diagnostics] == [("PC202", 3), ("PC202", 6)]
    assert convert(result.code).code == result.code


def test_a_companion_that_the_tree_has_itself_is_no_companion() -> None:
    source = "import torch\nfrom apex.amp import scaled\nimport apex\ny = scaled(torch.ones(1))\n"
    others = {"apex/__init__.py": "", "apex/amp.py": "def scaled(x):\n    return x\n"}
    assert convert(source, others=others).code == source.replace("torch", "paddle")
    inner = {"pkg/__init__.py": "", "pkg/apex.py": "import apex\n"}
    assert "Unconverted" in convert("import torch\nfrom apex import nothing\ny = nothing(1)\n", others=inner).code


def test_a_companion_alone_says_nothing_of_tensors_in_a_file_that_imports_paddle() -> None:
    source = "from flash_attn import flash_attn_func\nimport paddle\ndef f(x):\n    return x.max(1)\n"
    assert convert(source).code == source


def test_a_submodule_of_another_package_is_imported() -> None:
    source = 'import torch\nimport safetensors.torch\nsafetensors.torch.save_file({}, "f")\n'
    expected = 'import paddle\nimport safetensors.paddle\nsafetensors.paddle.save_file({}, "f")\n'
    assert convert_source(source).code == expected


def test_the_fallback_of_a_probe_that_stays_still_binds_its_name() -> None:
    source = (
        "try:\n    from apex.normalization import FusedLayerNorm\nexcept ImportError:\n"
        "    from torch.nn import Linear as FusedLayerNorm\nprint(FusedLayerNorm.__name__)\n"
    )
    code = convert(source).code
    assert "    from apex.normalization import FusedLayerNorm\n" in code
    assert "    FusedLayerNorm = " in code or " as FusedLayerNorm\n" in code


def test_of_the_hub_only_what_needs_torch_is_replaced() -> None:
    source = """import huggingface_hub as hub
from huggingface_hub import ModelCard, PyTorchModelHubMixin, hf_hub_download
import torch
class Net(torch.nn.Module, PyTorchModelHubMixin):
    pass
class Other(torch.nn.Module, hub.ModelHubMixin):
    card = ModelCard
hub.hf_hub_download("a", "b")
"""
    output = convert(source).code
    assert "from huggingface_hub import ModelCard, hf_hub_download\n" in output
    assert "import huggingface_hub as hub\n" in output
    assert 'hub.hf_hub_download("a", "b")\n' in output
    assert "PyTorchModelHubMixin = " in output
    # These tests have no rule for it: the placeholder has its name.
    assert 'Unconverted("huggingface_hub.ModelHubMixin")):\n' in output


def test_a_file_that_imports_the_hub_only_is_read_where_it_names_what_needs_torch() -> None:
    source = "from huggingface_hub import hf_hub_download\ndef f(x):\n    return x.view(2)\n"
    assert convert(source).code == source
    output = convert("from huggingface_hub import load_torch_model\nload_torch_model(model, path)\n").code
    assert "from huggingface_hub" not in output
