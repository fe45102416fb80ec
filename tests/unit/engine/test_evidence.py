"""The log says by what evidence a receiver was taken for a tensor, or not."""

from __future__ import annotations

import textwrap

from tests.unit.engine.support import convert


def judged(source: str) -> dict[str, tuple[str, str, str]]:
    """Member → type, evidence, treatment, for the receivers of a program with the small rule base."""
    result = convert("import torch\nfrom torch import nn\n" + textwrap.dedent(source))
    return {found.member: (found.type, found.evidence, found.treatment) for found in result.receivers}


def test_annotations_results_and_unknown_parameters() -> None:
    assert judged("def f(x: torch.Tensor): return x.max(1)") == {
        "max": ("torch.Tensor", "annotation of parameter x", "converted")
    }
    assert judged("def f(x): return x.max(1)") == {"max": ("unknown", "parameter x has no annotation", "run time")}
    assert judged("y = torch.ones(2).max(1)")["max"] == ("torch.Tensor", "result of torch.ones", "converted")
    assert judged("def f(x):\n  if isinstance(x, torch.Tensor): return x.max(1)") == {
        "max": ("torch.Tensor", "test isinstance(x, torch.Tensor)", "converted")
    }


def test_assignments_are_followed() -> None:
    found = judged("""
        def f(x: torch.Tensor):
            y = x * 2
            return y.max(1)
    """)
    assert found["max"][1] == "assigned y = x * 2; annotation of parameter x"
    found = judged("for x in [torch.ones(2)]:\n    x.max(1)")
    assert found["max"] == ("torch.Tensor", "element of [torch.ones(2)]", "converted")


def test_attributes_of_modules() -> None:
    found = judged("""
        class M(nn.Module):
            def __init__(self):
                self.w = torch.ones(2)
                self.text = "a b"
            def forward(self, x):
                return self.w.max(1), self.text.split(), x.float()
    """)
    assert found["max"] == ("torch.Tensor", "assigned self.w = torch.ones(2)", "converted")
    assert found["split"] == ("str", 'assigned self.text = "a b"', "kept")
    assert judged("layer = nn.Linear(2, 2)\nlayer(input=torch.ones(2))") == {
        "__call__": ("torch.nn.Linear", "assigned layer = nn.Linear(2, 2)", "kept")
    }
    assert found["float"] == ("torch.Tensor", "parameter x of a method that is given tensors", "converted")


def test_findings_about_members_say_it_too() -> None:
    source = "import torch\n\ndef f(x: torch.Tensor):\n    return x.size\n"
    left = [found for found in convert(source).diagnostics if found.api == "torch.Tensor.size"]
    assert [found.evidence for found in left] == ["annotation of parameter x"]
    assert str(left[0]).endswith(" [receiver: annotation of parameter x]")
