"""Which files besides modules are looked into, by their names."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["notebook", "stub", "dependencies", "commands", "configuration", "template"]

#: How each kind is called in reports, in the order in which they are shown.
HEADINGS: dict[Kind, str] = {
    "notebook": "notebooks",
    "stub": "stubs",
    "dependencies": "dependencies",
    "commands": "command lines",
    "configuration": "configuration",
    "template": "templates",
}

_REQUIREMENTS = re.compile(
    r"(?:.*[-_.])?(?:requirements?|constraints?)(?:[-_.].*)?\.(?:txt|in)|requirements", re.IGNORECASE
)
_CONDA = re.compile(r"(?:.*[-_.])?(?:environment|env|conda)(?:[-_.].*)?\.ya?ml", re.IGNORECASE)
_LOCKS = frozenset(("poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock", "conda-lock.yml", "pixi.lock"))
_SHELL = (".sh", ".bash", ".zsh", ".slurm", ".sbatch", ".pbs")
_CONFIGURATION = {".yaml": "config_yaml", ".yml": "config_yaml", ".json": "config_json", ".toml": "config_toml"}
_MARKDOWN = (".md", ".markdown", ".mdx")
_TEMPLATES = (".jinja", ".jinja2", ".j2", ".mako", ".template", ".tmpl", ".tpl", ".py.in")


def format_of(path: str) -> str:
    """The format in which a file is read: a name that ``files.FORMATS`` has, or "" for a file that is only copied."""
    folder, _, name = path.rpartition("/")
    lower = name.lower()
    if lower in _LOCKS:
        return "lock"
    if lower in ("setup.py", "setup.cfg", "pyproject.toml", "pipfile"):
        return {"setup.py": "setup_py", "setup.cfg": "setup_cfg"}.get(lower, "toml")
    in_folder = folder.rpartition("/")[2].lower() in ("requirements", "requires") and lower.endswith((".txt", ".in"))
    if in_folder or _REQUIREMENTS.fullmatch(name):
        return "requirements"
    if _CONDA.fullmatch(name):
        return "conda"
    if lower.endswith(_SHELL) or lower in ("dockerfile", "containerfile"):
        return "shell"
    if lower.startswith("dockerfile.") or lower.endswith(".dockerfile"):
        return "shell"
    if lower.endswith(_MARKDOWN):
        return "markdown"
    if lower.endswith(_TEMPLATES):
        return "template"
    return next((found for ending, found in _CONFIGURATION.items() if lower.endswith(ending)), "")


def kind_of(path: str) -> Kind | None:
    """The kind of a file; None for a module, and for a file that is only copied."""
    if path.endswith(".ipynb"):
        return "notebook"
    if path.endswith(".pyi"):
        return "stub"
    found = format_of(path)
    if not found:
        return None
    if found.startswith("config_"):
        return "configuration"
    if found == "template":
        return "template"
    return "commands" if found in ("shell", "markdown") else "dependencies"


def is_stub(path: str) -> bool:
    """Whether a file is a stub."""
    return path.endswith(".pyi")


def program_path(path: str) -> str:
    """The path by which a notebook's program is part of the tree: one that no import reaches."""
    return f"{path}.py"
