"""Profiles written for a test."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from paconvert_ng import Options
from paconvert_ng.profiles.apply import edit_text
from paconvert_ng.profiles.find import source_edits
from paconvert_ng.profiles.places import Edited

SOURCES = Path(__file__).parent / "sources"


def write_profile(folder: Path, text: str, name: str = "mine") -> Path:
    """A rule folder with one profile."""
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    (folder / "profiles" / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return folder


def edited(text: str, *assume: str, profile: str = "onnx", rules: tuple[str, ...] = ()) -> Edited:
    """A text with the edits of a profile."""
    return edit_text(text, "file.py", source_edits((profile,), rules), assume)


def torch_options(*profile: str, **more: object) -> Options:
    return Options(profile=profile, to="torch", cache=False, **more)  # type: ignore[arg-type]
