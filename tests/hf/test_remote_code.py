"""Repositories with code of their own, of the shape of those of 2023 and 2024, beside torch with transformers 4.37.2.

python -m pytest tests/hf --slow
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paconvert_ng import Options, convert_tree

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SOURCES = Path(__file__).with_name("sources")
CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("nimbus", "NimbusForCausalLM", {}),
    (
        "nimbus",
        "NimbusForCausalLM",
        {
            "attn_kind": "sdpa",
            "rope_scaling": {"type": "dynamic", "factor": 2.0},
            "pretraining_tp": 2,
            "max_position_embeddings": 6,
        },
    ),
    ("glimmer", "GlimmerForCausalLM", {}),
    (
        "glimmer",
        "GlimmerForCausalLM",
        {
            "position_encoding": "rope",
            "multi_query": True,
            "norm_type": "rmsnorm",
            "logit_scale": "inv_sqrt_d_model",
            "no_bias": False,
        },
    ),
]


@pytest.mark.parametrize(("name", "cls", "changes"), CASES)
def test_a_repository_says_what_it_says_under_torch(name: str, cls: str, changes: Any, tmp_path: Path) -> None:
    output = tmp_path / "out" / name
    summary = convert_tree(SOURCES / name, output, log_dir=tmp_path / "logs", options=Options(cache=False, jobs=1))
    assert not summary.unconverted
    for side, folder in (("torch", SOURCES / name), ("paddle", output)):
        arguments = [side, str(folder), cls, str(tmp_path / "weights"), str(tmp_path / f"{side}.npz")]
        done = subprocess.run(
            [sys.executable, "-m", "tests.hf.remote_side", *arguments, json.dumps(changes)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    ours, theirs = np.load(tmp_path / "torch.npz"), np.load(tmp_path / "paddle.npz")
    assert list(ours) == list(theirs)
    for key, value in ours.items():
        if value.dtype.kind == "f":
            assert float(np.abs(value - theirs[key]).max()) <= 1e-4 * max(float(np.abs(value).max()), 1e-3), key
        else:
            assert np.array_equal(value, theirs[key]), key
