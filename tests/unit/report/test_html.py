from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from paconvert_ng import Options, convert_tree
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.report.changes import compared
from paconvert_ng.report.html import html_text
from paconvert_ng.report.summary import FileRecord
from tests.unit.report.samples import summary

VOID = {"meta", "input", "rect"}


class Page(HTMLParser):
    """The elements, texts and data blocks of a page; fails where an element is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.blocks: dict[str, Any] = {}
        self._block = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        self._block = (found.get("id") or "") if found.get("type") == "application/json" else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._block:
            self.blocks[self._block] = json.loads(data)
            self._block = ""
        else:
            self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_it_is_one_file_that_needs_no_other() -> None:
    text = html_text(summary(), "en")
    page = Page(text)
    assert not page.all("link") and not page.all("img") and not page.all("iframe")
    assert all("src" not in script for script in page.all("script"))
    assert "http://" not in text and "https://" not in text
    assert "@import" not in text and "url(" not in text
    (policy,) = [meta["content"] or "" for meta in page.all("meta") if "http-equiv" in meta]
    for tag in ("script", "style"):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(inline) == 1
        assert base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode() in policy
    assert not any(name == "style" or name.startswith("on") for _, found in page.elements for name in found)


def test_ids_are_different_and_headings_are_in_order() -> None:
    page = Page(html_text(summary(), "en"))
    ids = [found["id"] for _, found in page.elements if "id" in found]
    assert len(ids) == len(set(ids))
    headings = [tag for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == "h1" and set(headings[1:]) == {"h2"}
    labelled = {found["aria-labelledby"] for found in page.all("section")}
    assert labelled <= set(ids)


def test_what_is_in_it() -> None:
    page = Page(html_text(summary(), "en"))
    shown = [text for _, text in page.texts]
    for fact in ("uses of the source framework", "torch.foo", "PC301", "pkg/a.py", "no rule converts it", "26 min"):
        assert fact in shown, fact
    data = page.blocks["data"]
    assert data["findings"][2][0] == ["PC101", 3, 4, "torch.foo", "no rule converts it", ""]
    assert data["codes"]["PC101"]["level"] == "unconverted"
    assert page.blocks["file-2"] == ["pkg/a.py", 0, []]
    assert len(page.all("details")) == 4  # three files, and what was converted


def test_every_word_is_there_in_chinese() -> None:
    page = Page(html_text(summary(), "zh"))
    assert page.all("html")[0]["lang"] == "zh-Hans"
    shown = {text.strip() for tag, text in page.texts if tag in ("h1", "h2", "th", "dt", "legend", "label", "button")}
    assert {text for text in shown if text and text.isascii()} <= {"API"}


def test_what_users_wrote_is_text(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    name = "<script>alert(2)<&quot;'`.py"
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / name).write_text(f"import torch\n# {evil}\ny = torch.some_new(1)  # {evil}\n")
    done = convert_tree(tmp_path / "src", tmp_path / "out", log_dir=tmp_path / "logs")
    assert done.left_apis
    text = (tmp_path / "logs" / "report.html").read_text("utf-8")
    page = Page(text)
    assert [found.get("type") for found in page.all("script")] == ["application/json", "application/json", None]
    assert not page.all("img")
    path, _, stretches = page.blocks["file-0"]
    assert path == name and evil in str(stretches)
    assert ("span", name) in page.texts

    found = Diagnostic("PC101", f"torch.{evil}", evil, evil, 1, 0, 1, 1)
    page = Page(html_text(summary(FileRecord(evil, "converted", (found,)), source=f"/{evil}"), "en"))
    assert len(page.all("script")) == 3 and not page.all("img")
    assert page.blocks["data"]["findings"][0][0][3:] == [f"torch.{evil}", evil, ""]


def test_a_path_that_is_no_text() -> None:
    found = Diagnostic("PC301", "", "invalid syntax", "\udcff.py", 1, 0, 1, 0)
    text = html_text(summary(FileRecord("\udcff.py", "failed", (found,))), "en")
    text.encode()
    assert Page(text).blocks["file-0"][0] == "\udcff.py"


def test_comparisons_are_there_after_a_dry_run_and_from_the_cache(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("PACONVERT_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "p.py").write_text("import torch\n\n\n\n\n\n\n\nx = torch.zeros(2)\n")
    blocks = []
    for options in (Options(), Options(), Options(dry_run=True)):
        convert_tree(tmp_path / "p.py", tmp_path / "out", log_dir=tmp_path / "logs", options=options)
        blocks.append(Page((tmp_path / "logs" / "report.html").read_text("utf-8")).blocks["file-0"])
    assert blocks[0] == blocks[1] == blocks[2]
    path, lines, stretches = blocks[0]
    assert (path, lines) == ("p.py", 9)
    assert stretches[0] == [1, 1, ["import torch"], ["import paddle"]]
    assert stretches[-1] == [9, 9, ["x = torch.zeros(2)"], ["x = paddle.zeros(2)"]]


def test_thousands_of_files_are_written_quickly() -> None:
    old = "".join(f"value_{number} = torch.zeros({number})\n" for number in range(200)).encode()
    new = old.replace(b"torch.zeros(7", b"paddle.zeros(7")
    changes, lines = compared(old, new, ())
    files = [FileRecord(f"m{n}.py", "converted", changes=changes, lines=lines) for n in range(5000)]
    started = time.perf_counter()
    html_text(summary(*files), "en")
    assert time.perf_counter() - started < 5
