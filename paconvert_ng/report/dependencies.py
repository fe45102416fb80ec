"""The record of a third-party package that a program imports."""

from __future__ import annotations

from typing import NamedTuple


class Dependency(NamedTuple):
    """A package that conversion does not replace: its import name and the files that import it.

    ``advice`` says what to do about one that needs torch; it is "" for one of which nothing is known.
    """

    package: str
    files: tuple[str, ...]
    advice: str = ""

    @property
    def needs_torch(self) -> bool:
        """Whether it is known to need torch; otherwise nothing is known of it."""
        return bool(self.advice)
