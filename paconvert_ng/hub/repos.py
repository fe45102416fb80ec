"""The repositories of one run: what they add to the conversion of a tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.hub.repo import Repo, repos_among
from paconvert_ng.options import Options
from paconvert_ng.report.summary import FileRecord

if TYPE_CHECKING:
    from paconvert_ng.profiles.config import ConfigEdits


class Repos:
    """The repositories below an input folder. ``options.weights``: convert, link or skip.

    What is only for repositories is imported where there is one, so that other runs start as fast as without it.
    """

    def __init__(self, root: Path, paths: Iterable[str], options: Options) -> None:
        self.root = root
        self.weights = options.weights
        self.found: list[Repo] = repos_among(root, paths)
        self._edits: ConfigEdits | None = None
        if options.profile and self.found:
            from paconvert_ng.profiles.config import ConfigEdits

            self._edits = ConfigEdits(options, [repo.folder for repo in self.found])
            self.found = [replace(repo, config=self._edits.applied(repo.config)) for repo in self.found]
        self._weights = frozenset(path for repo in self.found for path in repo.weights)
        self._configs = {repo.config_path: repo for repo in self.found if not repo.broken}

    def stays(self, path: str) -> bool:
        """Whether a file is weights that are not copied."""
        return self.weights != "convert" and path in self._weights

    def helpers(self) -> set[str]:
        """The auto classes by which the repositories' models are loaded."""
        if not self.found:
            return set()
        from paconvert_ng.hub.guide import auto_classes

        return {name for repo in self.found for name in auto_classes(repo)}

    def edits_config(self, path: str) -> bool:
        """Whether a profile has edits for a file."""
        return self._edits is not None and self._edits.wants(path)

    def edited(self, path: str, data: bytes) -> tuple[bytes, tuple[Diagnostic, ...]]:
        """A file's content after the edits of profiles, and what is said of them."""
        return (data, ()) if self._edits is None else self._edits.edited(path, data)

    def config(self, path: str, data: bytes) -> bytes:
        """A file's content, with the dtype added if it is the config.json of a repository."""
        repo = self._configs.get(path)
        if repo is None:
            return data
        from paconvert_ng.hub.dtype import dtype_of, with_dtype

        try:
            return with_dtype(data.decode("utf-8"), dtype_of(self.root, repo)).encode("utf-8")
        except (UnicodeDecodeError, json.JSONDecodeError):
            return data

    def faults(self) -> dict[str, tuple[Diagnostic, ...]]:
        """What is wrong with the repositories, by file."""
        found: dict[str, tuple[Diagnostic, ...]] = {}
        if not self.found:
            return found
        from paconvert_ng.hub.faults import faults

        for repo in self.found:
            for fault in faults(self.root, repo):
                found[fault.file] = (*found.get(fault.file, ()), fault)
        return found

    def guides(self, records: Sequence[FileRecord], helper_module: str) -> dict[str, bytes]:
        """The page of each repository, by its path; a page that the repository has itself is not replaced."""
        pages: dict[str, bytes] = {}
        if not self.found:
            return pages
        from paconvert_ng.hub.guide import GUIDE, guide

        for repo in self.found:
            path = f"{repo.folder}/{GUIDE}" if repo.folder else GUIDE
            if path not in repo.files:
                pages[path] = guide(self.root, repo, records, helper_module, self.weights).encode("utf-8")
        return pages
