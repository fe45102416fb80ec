"""Folders as Hugging Face repositories are: a model's own files of a transformers release, importing the rest of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from scripts.fetch_corpus import CORPUS, Package, fetch_package

RELEASES = {
    "4.37.2": Package(
        "transformers", "4.37.2", "595a8b12a1fcc4ad0ced49ce206c58e17be68c85d7aee3d7546d04a32c910d2e", ("transformers",)
    ),
    "4.57.1": Package(
        "transformers", "4.57.1", "b10d05da8fa67dc41644dbbf9bc45a44cb86ae33da6f9295f5fbf5b7890bd267", ("transformers",)
    ),
}
#: What an old release needs in a version of its time, by release.
COMPANIONS = {"4.37.2": ("tokenizers==0.15.2", "huggingface_hub==0.25.2"), "4.57.1": ()}
#: What a Python without torch does not have.
TORCH = re.compile(r"torch|functorch|timm|accelerate|kornia|__editable__.*torch")

_IMPORTS = (
    (re.compile(r"^(\s*)from \.\.\.(\w)", re.MULTILINE), r"\1from transformers.\2"),
    (re.compile(r"^(\s*)from \.\.\. import", re.MULTILINE), r"\1from transformers import"),
    (re.compile(r"^(\s*)from \.\.(\w)", re.MULTILINE), r"\1from transformers.models.\2"),
)


def make_repo(version: str, family: str, folder: Path, along: Iterable[str] = ()) -> None:
    """Write the family's configuration and modelling files into ``folder``, relative imports of others absolute.

    Those of the families ``along`` lie beside them: the parts that such a model finds by the auto classes.
    """
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    for name in (family, *along):
        source = fetch_package(RELEASES[version]).source / "models" / name
        for path in _files(source, f"modeling_{name}"):
            text = path.read_text(encoding="utf-8")
            for pattern, replacement in _IMPORTS:
                text = pattern.sub(replacement, text)
            (folder / path.name).write_text(text, encoding="utf-8")


def _files(source: Path, first: str) -> list[Path]:
    """A module of a family, and those of the family that it imports (BLIP's text model), theirs too."""
    names = [first]
    for name in names:
        text = (source / f"{name}.py").read_text(encoding="utf-8")
        names += [n for n in re.findall(r"^from \.(\w+) import", text, re.MULTILINE) if n not in names]
    return [source / f"{name}.py" for name in names]


@cache
def torch_path(version: str) -> tuple[str, ...]:
    """Folders for the front of ``sys.path`` in which a release of transformers and its companions lie."""
    if not COMPANIONS[version]:
        return ()
    release = fetch_package(RELEASES[version])
    companions = CORPUS / f"transformers-{version}-companions"
    if not companions.exists():
        part = companions.with_name(companions.name + ".part")
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--upgrade", "--target", str(part)]
        subprocess.run([*command, *COMPANIONS[version]], check=True)
        part.rename(companions)
    return str(companions), str(release.folder)


def without_torch(folder: Path) -> Path:
    """A folder with links to all that is installed but torch and what is built on it."""
    folder.mkdir(parents=True, exist_ok=True)
    for place in {Path(entry) for entry in sys.path if entry.endswith("-packages")}:
        for installed in place.iterdir():
            link = folder / installed.name
            if not TORCH.match(installed.name) and installed.suffix != ".pth" and not link.exists():
                link.symlink_to(installed)
    return folder
