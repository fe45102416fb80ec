"""Programs that cannot print the same under Paddle and say so: program → the APIs left, with marks.

Everything that is not listed converts completely and prints what it prints under torch. An entry is right
only where Paddle has no equivalent; it states why.
"""

from __future__ import annotations

LEFT: dict[str, frozenset[str]] = {}

#: Known differences, still open: what torch prints → what the conversion prints.
DIFFERENT: dict[str, tuple[str, str]] = {}
