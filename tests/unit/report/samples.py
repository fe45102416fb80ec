"""Summaries for the tests of what is made from them."""

from __future__ import annotations

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.options import Options
from paconvert_ng.report.summary import FileRecord, Summary

LEFT = Diagnostic("PC101", "torch.foo", "no rule converts it", "pkg/a.py", 3, 4, 3, 13)
NOTE = Diagnostic("PC204", "torch.Size", "its text names the framework: paddle.Size", "pkg/a.py", 4, 0, 4, 7)
BROKEN = whole_file("PC301", "c.py", "invalid syntax", 7, 2)
OUT_OF_REACH = whole_file("PC401", "away", "a link that leads out of the input folder")


def summary(*files: FileRecord, options: Options | None = None, source: str = "/src") -> Summary:
    """A run over these files; over a few with findings of every level if none are given."""
    return Summary(source, "/dst", options or Options(), files or _FILES, seconds={"total": 1.5})


_FILES = (
    FileRecord("away", "skipped", (OUT_OF_REACH,)),
    FileRecord("c.py", "failed", (BROKEN,)),
    FileRecord("data.bin", "copied"),
    FileRecord("pkg/a.py", "converted", (LEFT, NOTE), (("torch.add", True, 3), ("torch.sub", False, 1)), ("Conv2d",)),
)
