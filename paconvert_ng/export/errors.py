"""What ends an export."""

from __future__ import annotations


class ExportError(Exception):
    """The export cannot be done; the message names the thing and the way on, in one line, ``more`` what was said."""

    def __init__(self, message: str, more: str = "") -> None:
        super().__init__(message)
        self.more = more
