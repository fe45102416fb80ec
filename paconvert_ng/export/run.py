"""An export from its arguments to what lies in the output folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.export.deploy import Deployed, Deployment, deploy
from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx.model import Case
from paconvert_ng.export.output import written_whole
from paconvert_ng.export.session import Session
from paconvert_ng.export.spec import make_export_spec
from paconvert_ng.export.splits import SplitExport, check_inputs, make_split, read_splits
from paconvert_ng.export.static import Reference, StaticGraph, make_static, write_about
from paconvert_ng.verify.repo import completed
from paconvert_ng.verify.spec import Place, places

WEIGHTS = ("own", "random", "checkpoint")
_FILES = (".safetensors", ".pdparams")


@dataclass(frozen=True)
class Options:
    """Where things are, and what is made. ``torch`` is the original, which the graph is compared with, or None.

    ``static``: Paddle's graph; ``split``: parts of a language model, by a name of --split, "" for the whole model.
    """

    paddle: Path
    output: Path
    torch: Path | None = None
    torch_python: str = ""
    paddle_python: str = ""
    timeout: float = 600.0
    static: bool = True
    deployment: Deployment = Deployment()
    split: str = ""


@dataclass
class Result:
    """What was made, and how far it is from the model. ``static`` was also made where only what follows is kept."""

    output: Path
    static: StaticGraph | None = None
    deployed: Deployed | None = None
    split: SplitExport | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Within the tolerance, wherever it was compared; and a target takes all operators, where that was asked."""
        return all(part.is_equal for part in (self.static, self.deployed, self.split) if part is not None)


def export(values: Mapping[str, Any], options: Options) -> Result:
    """Makes what the options ask for of what ``values`` name. Raises CannotError, and writes nothing then."""
    spec = make_export_spec(_completed(values, options.paddle))
    file = _weights_file(spec.weights)
    wanted = options.deployment
    wanted.check(options.paddle_python)
    if options.split:
        read_splits(options.split)
        check_inputs(spec.with_inputs()[1])
    pythons = (options.torch_python, options.paddle_python)
    with (
        written_whole(options.output) as folder,
        Session(
            spec, _places(options, spec.entry), pythons, options.timeout, file, fixed=wanted.has_fixed_sizes
        ) as session,
    ):
        reference = Reference(session)
        if options.split:
            made = make_split(
                session,
                reference,
                folder,
                split=options.split,
                wanted=wanted,
                python=options.paddle_python,
                timeout=options.timeout,
            )
            return Result(options.output, split=made)
        place = folder if options.static else session.folder / "static"
        place.mkdir(exist_ok=True)
        # Only predict.py reads the output that says whether decisions by sizes hold.
        static = make_static(
            session, reference, place, options.paddle_python, options.timeout, conditions=options.static
        )
        result = Result(options.output, static)
        if reference.left_out:
            result.notes.append(
                f"left out of the outputs, since a graph has tensors only: {', '.join(reference.left_out)}"
            )
        if wanted.needs_onnx:
            result.deployed = _deployed(session, reference, static, folder, options)
            static.about["onnx"] = result.deployed.about(wanted)
            write_about(folder, static.about)
        return result


def _deployed(session: Session, reference: Reference, static: StaticGraph, folder: Path, options: Options) -> Deployed:
    saved = static.folder
    if any(item["checked"] for item in static.about["conditions"]):
        saved = session.folder / "without-conditions"
        saved.mkdir()
        make_static(session, reference, saved, options.paddle_python, options.timeout, conditions=False)
    cases = []
    for number, outputs in enumerate(reference.outputs):
        with np.load(session.folder / f"inputs-{number}.npz") as held:
            cases.append(Case({name: held[name] for name in held.files}, list(outputs.values())))
    return deploy(
        saved,
        folder / "model.onnx",
        options.deployment,
        names=[item["name"] for item in static.about["outputs"]],
        cases=cases,
        sizes=session.sizes,
        tolerance=session.spec.tolerance,
        python=options.paddle_python,
        timeout=options.timeout,
    )


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
