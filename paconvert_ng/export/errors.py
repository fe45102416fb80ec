"""What ends an export."""

from __future__ import annotations

from paconvert_ng.verify.process import CannotError


class ExportError(CannotError):
    """The export cannot be done; the message names the thing and the way on, in one line, ``more`` what was said."""
