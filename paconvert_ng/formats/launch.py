"""Command lines that start programs by torch's launcher, and Paddle's launcher in its place.

A line is rewritten as a whole or not at all: an option that Paddle's launcher does not have stays with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from paconvert_ng.formats.found import Context, Found
from paconvert_ng.formats.requirement import for_paddle, is_companion, name_of

_LAUNCHER = re.compile(
    r"(?<![\w./=-])(?:(?P<python>(?:[\w./${}-]*/)?(?:python[\d.]*|\$\{?PYTHON\}?)[ \t]+(?:-[uBOEsI]+[ \t]+)*)"
    r"-m[ \t]+torch\.distributed\.(?:launch|run)|torchrun)(?=[ \t\\]|\Z)",
    re.MULTILINE,
)
_INSTALL = re.compile(
    r"(?<![\w./-])(?:(?:python[\d.]*[ \t]+-m[ \t]+)?pip[\d.]*[ \t]+install|uv[ \t]+(?:pip[ \t]+install|add)"
    r"|poetry[ \t]+add|pipenv[ \t]+install)(?=[ \t\\])"
)
#: A Dockerfile's list of words.
_EXEC_FORM = re.compile(r"([\"'])(?:torchrun|torch\.distributed\.(?:launch|run))\1(?=[ \t]*,)")
_PADDLE = "-m paddle.distributed.launch"
#: A word of a shell command; a line that ends in a backslash goes on.
_WORD = re.compile(
    r"(?:[ \t]|\\\r?\n)*(?P<word>(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\\[^\r\n]|\$\([^)]*\)|[^\s\"'\\;|&#])+)", re.DOTALL
)

#: torch's option → Paddle's.
_RENAMED = {
    "nproc_per_node": "nproc_per_node",
    "nnodes": "nnodes",
    "node_rank": "rank",
    "rdzv_id": "job_id",
    "rdzv_endpoint": "master",
    "max_restarts": "max_restart",
    "log_dir": "log_dir",
    "master_addr": "master",
    "master_port": "master",
}
#: Options that say what Paddle's launcher does anyway, and how many words they take.
_DROPPED = {"standalone": 0, "use_env": 0, "rdzv_backend": 1}
_VALUES = frozenset((*_RENAMED, "rdzv_backend", "rdzv_conf", "role", "start_method", "monitor_interval", "redirects"))
_MORE_VALUES = frozenset(("tee", "local_addr", "local_ranks_filter", "logs_specs", "numa_binding", "r", "t"))
_DEFAULT_PORT = "29500"


@dataclass(slots=True)
class _Command:
    """The launcher's own part of one command: what precedes the script."""

    start: int
    end: int
    options: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Name, value, and where both stand."""
    script: str = ""


def commands(text: str, start: int, end: int, context: Context) -> Iterator[Found]:
    """What is found in the commands at ``text[start:end]``."""
    for match in _LAUNCHER.finditer(text, start, end):
        yield from _launch(text, match, end, context)
    for match in _EXEC_FORM.finditer(text, start, end):
        message = "starts the program by torch's launcher; in this form it is to be changed by hand"
        yield Found(match.start(), match.end(), None, "PC511", match[0].strip("\"'"), message)
    for match in _INSTALL.finditer(text, start, end):
        yield from _install(text, match.end(), end, context)


def _launch(text: str, match: re.Match[str], limit: int, context: Context) -> Iterator[Found]:
    command = _read(text, match, limit)
    shown = " ".join(match[0].split())
    missing = [name for name, _, _, _ in command.options if name not in _RENAMED and name not in _DROPPED]
    values = {name: value for name, value, _, _ in command.options}
    if values.get("rdzv_backend", "c10d") not in ("c10d", "static"):
        missing.append("rdzv_backend")
    if values.get("nproc_per_node", "").strip("\"'") == "cpu":
        missing.append("nproc_per_node")
    for name, value, first, last in command.options:
        if name in missing:
            message = f"Paddle's launcher has no {text[first:last].split('=')[0].split()[0]}"
            message += f" {value}" if name in ("rdzv_backend", "nproc_per_node") else ""
            yield Found(first, last, None, "PC513", shown, f"{message}; the line is left as it is")
    script = command.script.strip("\"'")
    if script and not missing and not script.endswith(".py") and "$" not in script:
        missing.append(script)
        yield Found(
            match.start(), match.end(), None, "PC513", shown, f"Paddle's launcher starts .py files, not {script}"
        )
    if missing or not context.rewrite_docs:
        if not missing:
            message = "starts the program by torch's launcher; Paddle's is python -m paddle.distributed.launch"
            yield Found(match.start(), match.end(), None, "PC511", shown, message)
        return
    python = match["python"] or "python "
    # Without the option torch starts one process, Paddle one for each device.
    launcher = _PADDLE if "nproc_per_node" in values else f"{_PADDLE} --nproc_per_node 1"
    message = f"is now {' '.join(python.split())} {launcher}"
    if "torch.distributed.launch" in match[0] and "use_env" not in values:
        message += "; torch's passes --local-rank to the program, Paddle's sets PADDLE_LOCAL_RANK"
    yield Found(match.start(), match.end(), f"{python}{launcher}", "PC512", shown, message)
    yield from _options(text, command, values)


def _read(text: str, match: re.Match[str], limit: int) -> _Command:
    command = _Command(match.start(), match.end())
    position = match.end()
    while word := _WORD.match(text, position, limit):
        first, position = word.start("word"), word.end()
        raw = word["word"]
        if not raw.startswith("-"):
            command.script = raw
            break
        name, equals, value = raw.lstrip("-").partition("=")
        name = name.replace("-", "_")
        if not equals and (name in _VALUES or name in _MORE_VALUES):
            if following := _WORD.match(text, position, limit):
                value, position = following["word"], following.end()
        command.options.append((name, value, first, position))
        command.end = position
        if name in ("m", "module", "no_python"):
            break
    return command


def _options(text: str, command: _Command, values: dict[str, str]) -> Iterator[Found]:
    master_given = False
    for name, value, first, last in command.options:
        drop = name in _DROPPED or (name == "nproc_per_node" and value.strip("\"'") in ("gpu", "auto"))
        if _RENAMED.get(name) == "master":
            drop, master_given = master_given, True
            value = _master(values)
        if drop:
            yield Found(*_dropped(text, first, last), "", "", "", "")
        else:
            separator = "=" if "=" in text[first:last].split()[0] else " "
            yield Found(first, last, f"--{_RENAMED[name]}{separator}{value}", "", "", "")


def _dropped(text: str, first: int, last: int) -> tuple[int, int]:
    """What goes with an option: its line of a command that goes on, or the space behind it."""
    line = text.rfind("\n", 0, first) + 1
    goes_on = re.compile(r"[ \t]*\\\r?\n").match(text, last)
    if goes_on and not text[line:first].strip():
        return line, goes_on.end()
    behind = re.compile(r"[ \t]*").match(text, last)
    assert behind is not None
    return first, behind.end()


def _master(values: dict[str, str]) -> str:
    if endpoint := values.get("rdzv_endpoint"):
        return endpoint
    address = values.get("master_addr", "127.0.0.1")
    port = values.get("master_port", _DEFAULT_PORT)
    if address[:1] in "\"'" or port[:1] in "\"'":
        return f'"{address.strip(chr(34))}:{port.strip(chr(34))}"'
    return f"{address}:{port}"


def _install(text: str, position: int, limit: int, context: Context) -> Iterator[Found]:
    """``pip install torch``: its words that are requirements."""
    while word := _WORD.match(text, position, limit):
        first, position = word.span("word")
        raw = word["word"]
        quote = raw[0] if raw[0] in "\"'" and raw.endswith(raw[0]) and len(raw) > 1 else ""
        requirement = raw[1:-1] if quote else raw
        name = name_of(requirement) if not requirement.startswith("-") else ""
        if name == "torch":
            new = for_paddle(requirement, context.paddle_version)
            if new is not None and context.rewrite_docs:
                message = f"{requirement} is now {new}"
                yield Found(first, position, f"{quote}{new}{quote}", "PC512", name, message)
            else:
                message = "installs torch; the converted code needs paddlepaddle"
                yield Found(first, position, None, "PC511", name, message)
        elif is_companion(name, context) and (name in context.along or not context.importers_of(name)):
            if context.rewrite_docs:
                start = first - (len(text[:first]) - len(text[:first].rstrip(" \t")))
                yield Found(start, position, "", "PC512", name, f"{requirement} is taken out")
            else:
                message = f"installs {name}; the converted code does not need it"
                yield Found(first, position, None, "PC511", name, message)
