"""An export from its arguments to what lies in the output folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.output import written_whole
from paconvert_ng.export.session import Session
from paconvert_ng.export.spec import make_export_spec
from paconvert_ng.export.static import Reference, StaticGraph, make_static
from paconvert_ng.verify.repo import completed
from paconvert_ng.verify.spec import Place, places

WEIGHTS = ("own", "random", "checkpoint")
_FILES = (".safetensors", ".pdparams")


@dataclass(frozen=True)
class Options:
    """Where things are, and what is made. ``torch`` is the original, which the graph is compared with, or None."""

    paddle: Path
    output: Path
    torch: Path | None = None
    torch_python: str = ""
    paddle_python: str = ""
    timeout: float = 600.0


@dataclass
class Result:
    """What was made, and how far it is from the model."""

    output: Path
    static: StaticGraph
    notes: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Within the tolerance, wherever it was compared."""
        return self.static.is_equal


def export(values: Mapping[str, Any], options: Options) -> Result:
    """Makes what the options ask for of what ``values`` name. Raises CannotError, and writes nothing then."""
    spec = make_export_spec(_completed(values, options.paddle))
    file = _weights_file(spec.weights)
    with (
        written_whole(options.output) as folder,
        Session(
            spec, _places(options, spec.entry), (options.torch_python, options.paddle_python), options.timeout, file
        ) as session,
    ):
        static = make_static(session, Reference(session), folder, options.paddle_python, options.timeout)
        return Result(options.output, static)


def _completed(values: Mapping[str, Any], paddle: Path) -> dict[str, Any]:
    """For a Hugging Face repository the class, configuration and weights that it names itself."""
    ours = ("module", "sizes", "tolerance")
    kept = {name: value for name, value in values.items() if name in ours}
    found = completed({name: value for name, value in values.items() if name not in ours}, paddle)
    if found.pop("from_config", False) and found["weights"] == "random" and "weights" not in values:
        found["weights"] = "own"
    return {**found, **kept}


def _weights_file(weights: str) -> Path | None:
    if weights in WEIGHTS:
        return None
    path = Path(weights)
    if not path.is_file():
        raise ExportError(f"--weights {weights}: no such file, and none of {', '.join(WEIGHTS)}")
    if path.suffix not in _FILES:
        raise ExportError(f"--weights {weights}: write {' or '.join(_FILES)} with `paconvert weights --format`")
    return path.resolve()


def _places(options: Options, entry: str) -> tuple[Place | None, Place]:
    if options.torch is None:
        place = places(options.paddle, options.paddle, entry)[1]
        return None, place
    torch, paddle = places(options.torch, options.paddle, entry)
    return torch, paddle
