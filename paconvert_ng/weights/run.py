"""``convert_weights``: from one folder of weights to another."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paconvert_ng import __version__
from paconvert_ng.weights.dtypes import FLOATS
from paconvert_ng.weights.errors import WeightsError, listed
from paconvert_ng.weights.formats import mindspore, pdparams, safetensors, torch_zip_layout
from paconvert_ng.weights.formats.model import Checkpoint, Planned, Segment
from paconvert_ng.weights.options import SUFFIXES, Options
from paconvert_ng.weights.plan import Plan, plan_copy
from paconvert_ng.weights.source import open_checkpoint, read_json
from paconvert_ng.weights.write import STAGING, File, Progress, Staging, Written, sync_folder, write_atomically

MANIFEST = "weights.manifest.json"
_LAYOUTS: dict[str, Callable[[list[Planned], dict[str, str]], list[Segment]]] = {
    "safetensors": safetensors.layout,
    "bin": torch_zip_layout.layout,
    "pdparams": pdparams.layout,
    "ckpt": mindspore.layout,
}
#: What the loaders look for: transformers, PaddleNLP, and MindSpore by any name.
_STEMS = {"safetensors": "model", "bin": "pytorch_model", "pdparams": "model_state", "ckpt": "model"}
#: Copied with the weights: the way back takes the sizes from it.
_CONFIG = "config.json"
_INDEX = ".index.json"


@dataclass(slots=True)
class Result:
    """What was done, or with ``dry_run`` would be."""

    plan: Plan
    files: list[Written] = field(default_factory=list)
    #: All of it was there from an earlier run.
    up_to_date: bool = False
    linked: bool = False
    notes: list[str] = field(default_factory=list)


def convert_weights(
    in_dir: str | Path,
    output_dir: str | Path | None,
    options: Options | None = None,
    *,
    progress: Progress | None = None,
) -> Result:
    """Convert the weights in ``in_dir`` (a folder, or a file) into ``output_dir``; None only with ``dry_run``.

    Raises WeightsError, with the source as it was, and the output too or fit to go on from.
    """
    options = options or Options()
    source = Path(in_dir)
    checkpoint = open_checkpoint(source)
    plan = make_plan(checkpoint, source, options)
    result = Result(plan, notes=[*_source_notes(checkpoint), *plan.notes])
    if options.dry_run:
        return result
    if output_dir is None:
        raise WeightsError("--output_dir is needed")
    output = Path(output_dir)
    folder = source if source.is_dir() else source.parent
    _check_output(folder, output)
    if options.link and not (plan.same and _format(options, checkpoint) == checkpoint.format):
        raise WeightsError("the weights cannot be linked: they change; leave --link out")
    files = _files(plan, checkpoint, options)
    identity = _identity(checkpoint, plan, files, options)
    try:
        output.mkdir(parents=True, exist_ok=True)
        before = _earlier(output)
        if before.get("run") == identity and _is_there(output, before):
            result.up_to_date, result.linked = True, options.link
            result.files = [
                Written(name, entry["size"], entry.get("sha256", "")) for name, entry in before["files"].items()
            ]
            return result
        _check_foreign(output, before, {file.name for file in files} if (output / STAGING).exists() else set())
        if options.link:
            result.files, result.linked = _link(checkpoint, output), True
        else:
            result.files = _write(output, identity, files, progress)
        kept = {file.name for file in result.files} | {_stem(options, checkpoint) + _INDEX}
        for name in (*before.get("files", {}), before.get("index")):
            if name is not None and name not in kept:
                (output / name).unlink(missing_ok=True)
        _finish(output, folder, result, checkpoint, options, identity, files)
        Staging.remove(output)
    except OSError as error:
        raise WeightsError(f"{error.filename or output}: {error.strerror or error}") from None
    return result


def make_plan(checkpoint: Checkpoint, source: Path, options: Options) -> Plan:
    """What becomes of each key. Raises WeightsError for keys without a rule, and for missing ones."""
    dtype = FLOATS.get(options.dtype or "")
    layout = "mindspore" if options.to == "mindspore" else options.target
    if layout == "converted":
        return plan_copy(checkpoint, dtype)
    backwards = options.reversed or options.to == "torch"
    if layout == "layers":
        from paconvert_ng.weights.layers import plan_layers

        return plan_layers(checkpoint, options.entry, options.kwargs, dtype, backwards)
    from paconvert_ng.weights.tables.apply import plan_table
    from paconvert_ng.weights.tables.families import choose

    place = options.config or (source if source.is_dir() else source.parent) / _CONFIG
    if not place.is_file():
        raise WeightsError(f"{place} is not there: it says which model this is and how large; give it with --config")
    config = read_json(place)
    family = choose(options.model, config, layout, options.tables)
    return plan_table(checkpoint, family, family.targets[layout], config, dtype, backwards, options.drop)


def _source_notes(checkpoint: Checkpoint) -> list[str]:
    if not checkpoint.other:
        return []
    names = checkpoint.other
    return [f"{len(names)} entries are no tensors and were left out: {', '.join(names[:5])}{' …' * (len(names) > 5)}"]


def _check_output(folder: Path, output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise WeightsError(f"{output} is in the way and not a folder")
    if output.resolve() == folder.resolve():
        raise WeightsError(f"{output} is the folder of the source; give another --output_dir")


def _format(options: Options, checkpoint: Checkpoint) -> str:
    return options.format or ("ckpt" if options.to == "mindspore" and not options.reversed else "safetensors")


def _stem(options: Options, checkpoint: Checkpoint) -> str:
    kind = _format(options, checkpoint)
    return _STEMS[kind] + SUFFIXES[kind]


def _files(plan: Plan, checkpoint: Checkpoint, options: Options) -> list[File]:
    """The tensors in shards of at most ``options.max_shard_size`` bytes."""
    kind = _format(options, checkpoint)
    metadata = dict(plan.metadata)
    if kind == "safetensors":
        metadata["format"] = {"paddle": "np", "mindspore": "np"}.get(options.side, "pt")
    shards: list[list[Planned]] = [[]]
    held = 0
    limit = options.max_shard_size if kind != "ckpt" or options.shard_ckpt else None
    for tensor in plan.tensors:
        if shards[-1] and limit and held + tensor.nbytes > limit:
            shards.append([])
            held = 0
        shards[-1].append(tensor)
        held += tensor.nbytes
    if len(shards) == 1:
        names = [_STEMS[kind] + SUFFIXES[kind]]
    else:
        names = [
            f"{_STEMS[kind]}-{number:05}-of-{len(shards):05}{SUFFIXES[kind]}" for number in range(1, len(shards) + 1)
        ]
    layout = _LAYOUTS[kind]
    return [File(name, layout(tensors, metadata), tensors) for name, tensors in zip(names, shards, strict=True)]


def _identity(checkpoint: Checkpoint, plan: Plan, files: list[File], options: Options) -> str:
    """Changes with the source, the options, the table and this program."""
    digest = hashlib.sha256(f"{__version__} {options} {plan.rows}".encode("utf-8", "surrogatepass"))
    for path in checkpoint.files:
        status = path.stat()
        digest.update(f"{path.resolve()} {status.st_size} {status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    for file in files:
        digest.update(f"{file.name} {file.size}\n".encode())
        for segment in file.segments:
            if isinstance(segment, bytes):
                digest.update(segment)
    return digest.hexdigest()


def _earlier(output: Path) -> dict[str, Any]:
    """The manifest of an earlier run, or nothing."""
    if not (output / MANIFEST).is_file():
        return {}
    try:
        found = read_json(output / MANIFEST)
    except WeightsError:
        return {}
    return found if isinstance(found.get("files"), dict) else {}


def _is_there(output: Path, before: dict[str, Any]) -> bool:
    return all(
        (output / name).is_file() and (output / name).stat().st_size == entry["size"]
        for name, entry in before["files"].items()
    )


def _check_foreign(output: Path, before: dict[str, Any], begun: set[str]) -> None:
    """Weights of another origin beside ours: a loader might take those. ``begun``: a run that was stopped made them."""
    endings = tuple(ending for suffix in SUFFIXES.values() for ending in (suffix, suffix + _INDEX))
    names = sorted(entry.name for entry in os.scandir(output) if entry.name.endswith(endings))
    ours = {
        *before.get("files", {}),
        before.get("index"),
        *begun,
        *(name for name in names if begun and _INDEX in name),
    }
    foreign = [name for name in names if name not in ours]
    if foreign:
        raise WeightsError(
            f"{output} has weights that this command did not write; give another --output_dir or remove them:\n"
            + listed(foreign)
        )


def _write(output: Path, identity: str, files: list[File], progress: Progress | None) -> list[Written]:
    total, done = sum(file.size for file in files), 0

    def advance(size: int, name: str) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress(done, total, name)

    with Staging(output, identity) as staging:
        staging.check_space(files)
        written = [staging.write(file, advance) for file in files]
        staging.place(written)
    return written


def _link(checkpoint: Checkpoint, output: Path) -> list[Written]:
    """The source's own files under their own names: hard links, or symbolic ones to another file system."""
    written = []
    for file in checkpoint.files:
        target = output / file.name
        target.unlink(missing_ok=True)
        try:
            os.link(file.resolve(), target)
        except OSError:
            os.symlink(file.resolve(), target)
        written.append(Written(file.name, file.stat().st_size, ""))
    index = next(checkpoint.files[0].parent.glob("*.index.json"), None)
    if index is not None and len(checkpoint.files) > 1:
        shutil.copyfile(index, output / index.name)
    return written


def _finish(
    output: Path,
    folder: Path,
    result: Result,
    checkpoint: Checkpoint,
    options: Options,
    identity: str,
    files: list[File],
) -> None:
    """The index, the configuration and, last, the manifest."""
    manifest: dict[str, Any] = {
        "paconvert_ng": __version__,
        "run": identity,
        "from": {file.name: file.stat().st_size for file in checkpoint.files},
        "to": options.side,
        "files": {
            file.name: {"size": file.size, "sha256": file.sha256} if file.sha256 else {"size": file.size, "link": True}
            for file in result.files
        },
        "tensors": {
            target: {"from": list(row.sources), "action": row.action}
            for row in result.plan.rows
            for target in row.targets
        },
    }
    index = _stem(options, checkpoint) + _INDEX
    if len(files) > 1 and not result.linked:
        weight_map = {tensor.name: file.name for file in files for tensor in file.tensors}
        text = {"metadata": {"total_size": result.plan.nbytes}, "weight_map": weight_map}
        write_atomically(output / index, _json(text))
        manifest["index"] = index
    elif not result.linked:
        (output / index).unlink(missing_ok=True)
    if (folder / _CONFIG).is_file() and not (output / _CONFIG).exists():
        write_atomically(output / _CONFIG, (folder / _CONFIG).read_bytes())
    write_atomically(output / MANIFEST, _json(manifest))
    sync_folder(output)


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
