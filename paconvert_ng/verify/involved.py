"""Which rule or helper made the code that differs, as far as the logs of the conversion and the code itself say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paconvert_ng.verify.process import CannotError

_HELPER = re.compile(r"\bpaddle_helpers(?:_\d+)?\.(\w+)")
#: Where torch defines its layers; users and rules know them as torch.nn.Name.
_LAYERS = "torch.nn.modules."
#: Python's operators, as the functions that torch calls for them.
_PYTHON = re.compile(r"torch\.Tensor\.__r?(\w+)__")


@dataclass(frozen=True)
class Involved:
    """``rules`` by their names, with what the report says of their proof; ``helpers`` of the helper module;
    ``findings``: what the conversion said of the place."""

    rules: list[str] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


class Logs:
    """``report.json`` of a conversion; without it only what stands in the code is known."""

    def __init__(self, folder: Path | None) -> None:
        self._rules: dict[str, bool] = {}
        self._findings: list[dict[str, Any]] = []
        self.read = folder is not None
        self.linear = "torch"
        if folder is None:
            return
        path = folder / "report.json" if folder.is_dir() else folder
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
            self._rules = {rule["api"]: bool(rule["proved"]) for rule in report["rules"]}
            self._findings = [found for file in report["files"] for found in file.get("diagnostics", ())]
            self.linear = report["options"]["linear"]
        except OSError as error:
            raise CannotError(f"--logs: {path}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise CannotError(f"--logs: {path}: not the report.json of a conversion") from None

    def of_module(self, torch: dict[str, Any], paddle: dict[str, Any]) -> Involved:
        """For a module of the framework's own: the rule of its class, the helper that stands for it."""
        home = "torch.nn" if torch["home"].startswith(_LAYERS) else torch["home"]
        name = f"{home}.{torch['class']}"
        if not name.startswith("torch"):
            return Involved()
        return Involved(self._said([name]), [paddle["class"]] if paddle.get("is_helper") else [])

    def of_code(self, apis: Iterable[str], text: str, file: str = "", line: int = 0, end: int = 0) -> Involved:
        """For a statement: the rules of what torch called there, the helpers that its converted text names."""
        findings = [
            f"{found['code']} {found['api']}: {found['message']}"
            for found in self._findings
            if found["file"] == file and line <= found["line"] <= max(end, line)
        ]
        return Involved(self._said(apis), list(dict.fromkeys(_HELPER.findall(text))), findings)

    def _said(self, apis: Iterable[str]) -> list[str]:
        found = []
        for api in dict.fromkeys(apis):
            if api in self._rules:
                found.append(f"{api} ({'proved' if self._rules[api] else 'unproved'})")
            elif not self.read and not _PYTHON.fullmatch(api):
                found.append(api)
        return found
