"""What the output of a repo depends on, as one key: the same key, the same output.

The converter's own cache decides file by file; this decides for the repo as a whole, before anything is converted,
by the same means: version, rules and options by their fingerprint, the files to convert by their content, and what
is only copied by what ``project/output`` compares it by.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence

from paconvert_ng.batch.jobs import Job
from paconvert_ng.batch.loaded import fingerprint
from paconvert_ng.project.cache import digest
from paconvert_ng.project.output import COMPARE_BYTES
from paconvert_ng.project.paths import Paths
from paconvert_ng.project.run import entries_of, packages_of
from paconvert_ng.project.walk import Entry

_BLOCK = 1 << 20


def key_of(job: Job, paths: Paths, entries: Sequence[Entry]) -> str:
    """The key of what is there now. Raises UsageError for a package that cannot be taken along."""
    options = job.options
    parts = [fingerprint(options), job.output, *options.include, "-", *options.exclude, "-", *options.with_packages]
    parts.append(json.dumps([job.verify, job.pythons if job.verify is not None else None], sort_keys=True, default=str))
    for entry in entries:
        parts += (entry.kind, entry.path, f"{entry.mode:o}", entry.target, entry.reason, str(entry.selected))
        if entry.kind in ("python", "notebook", "file"):
            parts.append(_content(os.path.join(paths.source, entry.path), entry))
    for package in packages_of(paths, entries, options):
        parts += (package.name, os.fspath(package.root), *_stamps(os.fspath(package.root)))
    return digest(*parts)


def is_there(job: Job, entries: Sequence[Entry]) -> bool:
    """Whether nothing is missing from the output of an earlier conversion. What it holds is not looked at."""
    wanted = [entry.path for entry in entries if entry.selected and entry.kind not in ("skipped", "folder")]
    names = [*wanted, *([job.helper_module] if job.helper_module else [])]
    return os.path.isdir(job.output) and all(os.path.lexists(os.path.join(job.output, name)) for name in names)


def entries_for(job: Job, paths: Paths) -> list[Entry]:
    """What a conversion of the repo would read. Raises UsageError."""
    return entries_of(paths, job.options)


def _content(path: str, entry: Entry) -> str:
    """A hash; of a large file that is only copied, size and time, by which a copy of it is known to be the same."""
    try:
        if entry.kind == "file" and entry.size > COMPARE_BYTES:
            return f"{entry.size} {os.stat(path).st_mtime_ns}"
        found = hashlib.sha256()
        with open(path, "rb") as stream:
            while block := stream.read(_BLOCK):
                found.update(block)
        return found.hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _stamps(root: str) -> Iterator[str]:
    """Path, size and time of each file of a package that is taken along."""
    if os.path.isfile(root):
        status = os.stat(root)
        yield f"{status.st_size} {status.st_mtime_ns}"
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".pyc"):
                continue
            path = os.path.join(folder, name)
            status = os.lstat(path)
            yield f"{os.path.relpath(path, root)} {status.st_size} {status.st_mtime_ns}"
