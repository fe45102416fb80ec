"""A whole run: walk, copy, convert, write the helper module, sum up."""

from __future__ import annotations

import ast
import contextlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from paconvert_ng.diagnostics.entry import LANGUAGES
from paconvert_ng.diagnostics.finding import whole_file
from paconvert_ng.hub.repos import Repos
from paconvert_ng.options import Options
from paconvert_ng.project import engine as default_engine
from paconvert_ng.project.cache import cache_folder, digest
from paconvert_ng.project.converter import Converter, FileTask, Setup
from paconvert_ng.project.dependencies import summed_up, top_modules
from paconvert_ng.project.entry_names import EntryNames
from paconvert_ng.project.other_files import (
    convert_other,
    finish_metadata,
    importers,
    is_concerned,
    is_metadata,
)
from paconvert_ng.project.output import Output, OutputError, sweep
from paconvert_ng.project.passes import Passes, Plan, Progress
from paconvert_ng.project.paths import Paths, UsageError
from paconvert_ng.project.walk import OUTPUT_MARK, Entry, walk
from paconvert_ng.report.summary import FileRecord, Summary

if TYPE_CHECKING:
    from paconvert_ng.along.package import Package

_MARK_TEXT = b"Written by paconvert_ng: this folder lies inside the folder that it was converted from.\n"


def run(
    paths: Paths,
    options: Options,
    progress: Progress,
    engine: str = default_engine.DEFAULT,
    *,
    isolated: bool = False,
) -> Summary:
    """Convert what ``paths`` names. Raises UsageError, OutputError, RuleError; nothing is left half written.

    ``isolated``: files are worked on in other processes even where that is slower, so that one that ends its process
    is one failed file.
    """
    started = time.perf_counter()
    _check(options)
    if options.to == "torch":
        engine = default_engine.ONLY_PROFILES
    entries = entries_of(paths, options)
    packages = packages_of(paths, entries, options)
    setup = Setup(
        source=paths.source,
        output=Output(paths.output, paths.source),
        options=options,
        engine=engine,
        cache=cache_folder() if options.cache else None,
        fingerprint=default_engine.load_engine(engine).fingerprint(options) if options.cache else "",
        mode="diff" if options.diff else "none" if options.dry_run or options.analyze else "write",
        compare=paths.logs is not None and not options.diff,
        isolated=isolated,
    )
    walked = time.perf_counter()
    try:
        summary = _run(paths, entries, packages, setup, progress)
    except BaseException:
        if setup.mode == "write":
            _sweep(setup.output, entries)
        raise
    seconds = {"walk": walked - started, **summary.seconds, "total": time.perf_counter() - started}
    summary.seconds.update({name: round(value, 3) for name, value in seconds.items()})
    return summary


def _check(options: Options) -> None:
    if options.linear not in ("torch", "paddle"):
        raise UsageError(f"linear is torch or paddle, not {options.linear!r}")
    if options.compute_capability and not re.fullmatch(r"cpu|\d+\.\d+", options.compute_capability):
        raise UsageError(f"a compute capability is cpu or a number such as 7.5, not {options.compute_capability!r}")
    if not re.fullmatch(r"\d+(\.\d+)*", options.paddle_version):
        raise UsageError(f"a Paddle version is a number such as 3.3.1, not {options.paddle_version!r}")
    if options.lang not in LANGUAGES:
        raise UsageError(f"a language is {' or '.join(LANGUAGES)}, not {options.lang!r}")
    if options.diff and options.analyze:
        raise UsageError("either a diff or an analysis is printed, not both")
    if options.jobs < 0:
        raise UsageError(f"jobs is a number of processes, not {options.jobs}")
    for folder in options.rules:
        if not Path(folder).exists():
            raise UsageError(f"no such rule folder: {folder}")
    if options.profile or options.assume or options.to != "paddle":
        from paconvert_ng.profiles.find import check

        check(options)


def entries_of(paths: Paths, options: Options) -> list[Entry]:
    """All that a run reads and copies, sorted by path. Raises UsageError."""
    if paths.single:
        status = (paths.source / paths.single).stat()
        return [Entry("python", paths.single, status.st_mode & 0o7777, status.st_size)]
    never = [paths.output, cache_folder(), *([] if paths.logs is None else [paths.logs])]
    try:
        return walk(paths.source, exclude=options.exclude, include=options.include, never=tuple(never))
    except OSError as error:
        raise UsageError(f"cannot read {paths.source}: {error.strerror or error}") from None


def packages_of(paths: Paths, entries: Sequence[Entry], options: Options) -> tuple[Package, ...]:
    """The packages to take along. Raises UsageError for one that is not there, or is part of the input."""
    if not options.with_packages:
        return ()
    from paconvert_ng.along.find import find

    inside = top_modules(entry.path for entry in entries)
    if any(entry.path == "__init__.py" for entry in entries):
        inside |= {paths.source.name}
    found = find(options.with_packages)
    for package in found:
        within = not paths.single and package.root.is_relative_to(paths.source)
        if package.name in inside or within or paths.source == package.root:
            raise UsageError(f"--with_packages: {package.name} is part of the input already")
    return found


def _run(
    paths: Paths, entries: Sequence[Entry], packages: Sequence[Package], setup: Setup, progress: Progress
) -> Summary:
    seconds: dict[str, float] = {}
    converter = Converter(setup)
    names = [entry.path for entry in entries if entry.kind in ("python", "file")]
    repos = Repos(paths.source, names, setup.options)
    with _timed(seconds, "copy"):
        records = _prepare(paths, entries, setup, repos)
    with _timed(seconds, "convert"):
        passes = Passes(
            converter,
            [entry.path for entry in entries],
            root_name=paths.source.name,
            single=bool(paths.single),
            progress=progress,
            packages=packages,
        )
        code = [entry for entry in entries if entry.kind in ("python", "notebook")]
        tasks = [(entry.selected, _task(paths, entry, setup.options)) for entry in code]
        converted, plan = passes.run(
            [task for selected, task in tasks if selected], [task for selected, task in tasks if not selected]
        )
    records += passes.copied
    with _timed(seconds, "formats"):
        twin = _entry_names(converter, plan, entries, paths.source.name) if setup.options.rewrite_config else None
        projects = passes.along.projects if passes.along is not None else frozenset()
        records += _others(paths, entries, converted, setup, twin, projects, repos)
    wanted = {name for record in converted if plan.imports.get(record.path) is not None for name in record.helpers}
    helpers = sorted(wanted | (repos.helpers() if wanted else set()) | (twin.helpers if twin is not None else set()))
    helper_diff = b""
    helper_module = plan.helper_module if helpers else ""
    with _timed(seconds, "helpers"):
        if helper_module:
            helper_diff = _write_helpers(converter, helper_module, helpers)
    records = _with_faults(records, repos)
    if setup.mode == "write" and setup.options.to == "paddle":
        for path, page in repos.guides(records, helper_module).items():
            setup.output.write(path, page)
    if setup.mode == "write" and not paths.single:
        setup.output.finish(entry for entry in entries if entry.kind == "folder")
    converter.cache.prune()
    return Summary(
        source=str(paths.source / paths.single),
        output=str(paths.output / paths.single_target),
        options=setup.options,
        files=tuple(sorted(records, key=lambda record: record.path)),
        helper_module=helper_module,
        helper_diff=helper_diff,
        dependencies=summed_up(plan.packages, bool(packages)),
        along=passes.along.records(plan.along) if passes.along is not None else (),
        seconds=seconds,
        jobs=passes.jobs,
    )


def _task(paths: Paths, entry: Entry, options: Options) -> FileTask:
    target = paths.single_target or entry.path
    later = options.to == "paddle" and is_metadata(entry.path)
    return FileTask(entry.path, target, entry.mode, entry.size, later=later)


def _is_concerned(entry: Entry, options: Options, repos: Repos) -> bool:
    """Whether a file that is no module is read, not only copied."""
    if options.to == "paddle":
        return is_concerned(entry)
    return entry.kind == "file" and repos.edits_config(entry.path)


def _entry_names(converter: Converter, plan: Plan, entries: Sequence[Entry], root_name: str) -> EntryNames:
    engine, rules = converter.engine, converter.rules
    files = {entry.path for entry in entries if entry.kind == "python"}
    return EntryNames(lambda name: engine.entry_name(name, rules), plan.helper_module, files, root_name)


def _others(
    paths: Paths,
    entries: Sequence[Entry],
    converted: Sequence[FileRecord],
    setup: Setup,
    twin: EntryNames | None,
    along: frozenset[str],
    repos: Repos,
) -> Iterator[FileRecord]:
    """The records of converted modules, and of what depends on them: dependency files, scripts, documents."""
    from paconvert_ng.formats.found import Context

    context = Context(setup.options.paddle_version, importers(converted), setup.options.rewrite_docs, twin, along)
    metadata = (_task(paths, entry, setup.options) for entry in entries if is_metadata(entry.path))
    tasks = {task.path: task for task in metadata if task.later}
    for record in converted:
        task = tasks.get(record.path)
        yield record if task is None else finish_metadata(record, task.target, task.mode, setup, context)
    for entry in entries:
        if _is_concerned(entry, setup.options, repos):
            yield convert_other(entry, setup, context, repos)


def _prepare(paths: Paths, entries: Sequence[Entry], setup: Setup, repos: Repos) -> list[FileRecord]:
    """Make folders and links, copy what is not Python."""
    output, writing = setup.output, setup.mode == "write"
    if writing:
        output.make_folder("")
        if paths.nested:
            output.write(OUTPUT_MARK, _MARK_TEXT)
    records: list[FileRecord] = []
    for entry in entries:
        if entry.kind == "folder" and writing:
            output.make_folder(entry.path)
        elif entry.kind == "link":
            if writing:
                output.link(entry.path, entry.target)
            records.append(FileRecord(entry.path, "linked"))
        elif entry.kind == "skipped":
            records.append(FileRecord(entry.path, "skipped", (whole_file("PC401", entry.path, entry.reason),)))
        elif entry.kind == "file" and repos.stays(entry.path):
            if writing and repos.weights == "link":
                output.link(entry.path, str((paths.source / entry.path).resolve()))
            records.append(FileRecord(entry.path, "linked" if repos.weights == "link" else "skipped"))
        elif entry.kind == "file" and not _is_concerned(entry, setup.options, repos):
            records.append(_copy(paths, entry, output, writing))
    return records


def _with_faults(records: Sequence[FileRecord], repos: Repos) -> list[FileRecord]:
    """The records, with what is wrong with the repositories that their files belong to."""
    faults = repos.faults()
    if not faults:
        return list(records)
    told = [replace(r, diagnostics=(*r.diagnostics, *faults.pop(r.path, ()))) for r in records]
    return told + [FileRecord(path, "skipped", found) for path, found in faults.items()]


def _copy(paths: Paths, entry: Entry, output: Output, writing: bool) -> FileRecord:
    try:
        if writing:
            output.copy(paths.source / entry.path, entry.path, entry.mode)
    except OSError as error:
        finding = whole_file("PC305", entry.path, error.strerror or str(error))
        return FileRecord(entry.path, "failed", (finding,))
    return FileRecord(entry.path, "copied")


def _write_helpers(converter: Converter, path: str, helpers: Sequence[str]) -> bytes:
    """Write the helper module; its diff if one is asked for."""
    setup = converter.setup
    if setup.options.include or setup.options.exclude:
        # Files of earlier runs in this output are not part of this one and still need theirs.
        there = _definitions(setup.output.path(path))
        helpers = sorted({*helpers, *(there & converter.engine.known_helpers() if there else ())})
    key = digest("helpers", setup.fingerprint, *helpers)
    found = converter.cache.get(key)
    if found is not None:
        data = found[1]
    else:
        data = converter.engine.bundle(helpers).encode()
        converter.cache.put(key, None, data)
    if setup.mode == "write":
        setup.output.make_folder(path.rpartition("/")[0])
        setup.output.write(path, data)
    if setup.mode != "diff":
        return b""
    from paconvert_ng.report.diff import added

    return added(path, data)


def _definitions(path: Path) -> set[str]:
    """Names that a module defines; none if it is not there or not readable."""
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return set()
    found = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    assigned = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    return found | {target.id for target in assigned if isinstance(target, ast.Name)}


def _sweep(output: Output, entries: Sequence[Entry]) -> None:
    """Remove what workers that were ended by force left; the error that ended the run matters more than this one."""
    for path in ("", *(entry.path for entry in entries if entry.kind == "folder")):
        with contextlib.suppress(OSError, OutputError):
            sweep(output.path(path))


@contextlib.contextmanager
def _timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[phase] = time.perf_counter() - started
