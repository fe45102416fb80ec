"""The record of what was thought of receivers: by what evidence a member was taken for a tensor's, or not."""

from __future__ import annotations

from typing import Literal, NamedTuple

#: converted: the source framework's member; kept: it stays, since it is another's or means the same; left: it stays,
#: and a finding says so; run time: a helper looks at the receiver when the program runs.
Treatment = Literal["converted", "kept", "left", "run time"]


class Receiver(NamedTuple):
    """Uses of a member in one file whose receivers were judged alike. ``lines`` are those of the original."""

    member: str
    type: str
    evidence: str
    treatment: Treatment
    lines: tuple[int, ...]
