from __future__ import annotations

from pathlib import Path

from paconvert_ng import convert_tree
from paconvert_ng.formats.files import convert_file
from paconvert_ng.formats.found import Context
from paconvert_ng.report.formats import lines

TEMPLATE = """\
import typing, torch.nn as nn
{% if more %}
    from torchvision.ops import nms
{% endif %}
import torchmetrics, my.torch
# import torch
def {{ name }}(x): return nn.functional.relu(x)
"""


def test_what_a_template_imports_of_torch_is_told() -> None:
    changed = convert_file("pkg/layer.jinja", TEMPLATE.encode(), Context("3.3.1"))
    assert changed.data is None
    said = [f"{found.code} {found.api} {found.line}:{found.column}" for found in changed.diagnostics]
    assert said == ["PC551 torch.nn 1:15", "PC551 torchvision.ops 3:9"]


def test_a_template_of_something_else_is_copied_in_silence(tmp_path: Path) -> None:
    files = {"train.sh.j2": "python {{ script }} # torch\n", "code.tmpl": TEMPLATE, "main.py": "import torch\n"}
    (tmp_path / "src").mkdir()
    for name, text in files.items():
        (tmp_path / "src" / name).write_text(text, encoding="utf-8")
    summary = convert_tree(tmp_path / "src", tmp_path / "out")
    assert {found.file for found in summary.diagnostics if found.code == "PC551"} == {"code.tmpl"}
    assert "templates: 1 copied" in "\n".join(lines(summary))
    assert (tmp_path / "out/code.tmpl").read_text(encoding="utf-8") == TEMPLATE
