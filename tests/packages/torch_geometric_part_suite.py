"""The part of torch_geometric's suite that tests run: a third of the cases, and the modules of layers and functions."""

from __future__ import annotations

from dataclasses import replace

from tests.packages import torch_geometric_suite

SUITE = replace(
    torch_geometric_suite.SUITE,
    imports=("torch_geometric.nn.conv", "torch_geometric.utils"),
    cases=torch_geometric_suite.SUITE.cases[::3],
)
