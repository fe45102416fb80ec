"""``report.html``: one file that opens from disk, with the tables in it and the comparisons drawn when asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from paconvert_ng.diagnostics.catalog import CATALOG
from paconvert_ng.diagnostics.entry import LEVELS, Language, level_name
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.wording import explained, in_language
from paconvert_ng.report import along
from paconvert_ng.report.effort import effort_of, tree_effort
from paconvert_ng.report.markup import bar, figures, head, resource, table, text
from paconvert_ng.report.summary import FileRecord, Summary, count_calls
from paconvert_ng.report.words import duration, word


def html_text(summary: Summary, language: Language) -> str:
    """The whole page."""
    return "\n".join(_Page(summary, language).lines()) + "\n"


class _Page:
    def __init__(self, summary: Summary, language: Language) -> None:
        self._summary = summary
        self._language = language
        self._shown = [file for file in summary.files if file.changes or file.diagnostics]

    def _word(self, name: str) -> str:
        return escape(word(name, self._language))

    def lines(self) -> Iterator[str]:
        title = self._word("analysis" if self._summary.options.analyze else "report")
        name = f"{title}: {text(self._summary.source.rpartition('/')[2])}"
        script = resource("report.js")
        yield from head(name, self._language, resource("report.css"), script)
        yield f'<a class="skip" href="#files">{self._word("to files")}</a>'
        yield "<header>"
        yield f"<h1>{title}</h1>"
        yield f'<p class="path">{text(self._summary.source)} → {text(self._summary.output)}</p>'
        yield "</header>"
        yield "<main>"
        yield from self._figures()
        yield from self._levels()
        yield from self._left()
        yield from self._converted()
        yield from self._along()
        yield from self._dependencies()
        yield from self._files()
        yield "</main>"
        yield from self._data()
        yield f"<script>{script}</script>"
        yield "</body>"
        yield "</html>"

    def _figures(self) -> Iterator[str]:
        calls, statuses = self._summary.calls, self._summary.statuses()
        yield f'<section aria-labelledby="summary"><h2 id="summary">{self._word("summary")}</h2>'
        values = [(self._word("uses"), str(calls.total))]
        outcomes = {"proved": calls.proved, "unproved": calls.unproved, "left": calls.left}
        values += [(self._word(name), str(count)) for name, count in outcomes.items()]
        values.append((self._word("effort"), duration(tree_effort(self._summary).minutes, self._language)))
        values += [(f"{self._word('files')}: {self._word(name)}", str(n)) for name, n in statuses.items() if n]
        yield from figures(values)
        if calls.total:
            # A drawing, because the page's policy forbids inline styles.
            yield bar(outcomes)
            yield f'<p class="soft">{self._word("no measure")}</p>'
        yield f'<p class="soft">{self._word("estimate")}</p></section>'

    def _levels(self) -> Iterator[str]:
        counts: dict[str, int] = {}
        for found in self._summary.diagnostics:
            counts[found.code] = counts.get(found.code, 0) + 1
        rows = [
            [level_name(entry.level, self._language), code, str(counts[code]), entry.title.in_(self._language)]
            for code, entry in sorted(CATALOG.items(), key=lambda item: (list(LEVELS).index(item[1].level), item[0]))
            if code in counts
        ]
        if rows:
            yield f'<section aria-labelledby="levels"><h2 id="levels">{self._word("by level")}</h2>'
            yield from self._table(("level", "code", "findings", ""), rows, numbers=(2,))
            yield "</section>"

    def _left(self) -> Iterator[str]:
        yield f'<section aria-labelledby="apis"><h2 id="apis">{self._word("by API")}</h2>'
        rows = [
            [
                left.api,
                str(len(left.places)),
                " ".join(left.codes),
                " | ".join(map(self._said, left.reasons)),
            ]
            for left in self._summary.left_apis
        ]
        if rows:
            yield from self._table(("API", "count", "codes", "why"), rows, numbers=(1,), searched=True)
        else:
            yield f"<p>{self._word('nothing left')}</p>"
        yield "</section>"

    def _converted(self) -> Iterator[str]:
        used = sorted(self._summary.rules_used.items(), key=lambda item: (-item[1][1], item[0]))
        if used:
            yield f"<details><summary>{self._word('converted by API')} ({len(used)})</summary>"
            rows = [
                [api, str(count), word("rule proved" if proved else "rule unproved", self._language)]
                for api, (proved, count) in used
            ]
            yield from self._table(("API", "count", "rule"), rows, numbers=(1,))
            yield "</details>"

    def _along(self) -> Iterator[str]:
        rows = along.rows(self._summary)
        if rows:
            yield f'<section aria-labelledby="along"><h2 id="along">{self._word("along")}</h2>'
            heads = ("package", "version", "modules", "place", "licence", "")
            yield from self._table(heads, rows, numbers=(2,), searched=True)
            yield "</section>"

    def _dependencies(self) -> Iterator[str]:
        found = self._summary.dependencies
        if found:
            yield f'<section aria-labelledby="packages"><h2 id="packages">{self._word("dependencies")}</h2>'
            rows = [
                [
                    item.package,
                    word("needs torch" if item.needs_torch else "not known", self._language),
                    str(len(item.files)),
                    self._said(item.advice),
                ]
                for item in found
            ]
            yield from self._table(("package", "", "files", "what to do"), rows, numbers=(2,), searched=True)
            yield "</section>"

    def _files(self) -> Iterator[str]:
        yield f'<section aria-labelledby="files"><h2 id="files">{self._word("by file")}</h2>'
        if not self._shown:
            yield f"<p>{self._word('no files')}</p>"
        yield f"<noscript><p>{self._word('needs script')}</p></noscript>"
        yield '<div class="filter scripted" role="search" hidden>'
        yield f'<label>{self._word("text")}<input type="search" id="text"></label>'
        codes = sorted({found.code for found in self._summary.diagnostics})
        options = "".join(f'<option value="{code}">{code}</option>' for code in codes)
        yield f'<label>{self._word("code")}<select id="code"><option value="">{self._word("any")}</option>'
        yield f"{options}</select></label>"
        yield f"<fieldset><legend>{self._word('level')}</legend>"
        for level in LEVELS:
            name = escape(level_name(level, self._language))
            yield f'<label><input type="checkbox" name="level" value="{level}" checked>{name}</label>'
        yield "</fieldset>"
        yield f'<button type="button" id="reset">{self._word("reset")}</button>'
        yield '<output id="count" aria-live="polite"></output></div>'
        for index, file in enumerate(self._shown):
            yield self._file(index, file)
        yield "</section>"

    def _file(self, index: int, file: FileRecord) -> str:
        calls, effort = count_calls([file]), effort_of(file.diagnostics)
        facts = [f"<span>{self._word(file.status)}</span>"]
        if calls.total > calls.left:
            facts.append(f"<span>{self._word('file converted').format(calls.total - calls.left)}</span>")
        if calls.left:
            facts.append(f'<span class="level unconverted">{self._word("file left").format(calls.left)}</span>')
        if effort.minutes:
            facts.append(f"<span>{escape(duration(effort.minutes, self._language))}</span>")
        shown = f'<span class="path">{text(file.path)}</span>{"".join(facts)}'
        return f'<details class="file" data-file="{index}"><summary>{shown}</summary></details>'

    def _data(self) -> Iterator[str]:
        names = ("same", "original", "output", "diff", "shown")
        used = {found.code for found in self._summary.diagnostics}
        data = {
            "words": {name: word(name, self._language) for name in names},
            "codes": {
                code: {
                    "level": entry.level,
                    "name": level_name(entry.level, self._language),
                    "advice": entry.advice.in_(self._language),
                }
                for code, entry in CATALOG.items()
                if code in used
            },
            "findings": [[self._finding(found) for found in file.diagnostics] for file in self._shown],
        }
        yield _json("data", data)
        for index, file in enumerate(self._shown):
            yield _json(f"file-{index}", [file.path, file.lines, file.changes])

    def _said(self, message: str) -> str:
        return in_language(message, self._language)

    def _finding(self, found: Diagnostic) -> list[Any]:
        said = explained(found, self._language)
        return [found.code, found.line, found.column, found.api, said, _output_place(found)]

    def _table(
        self,
        heads: tuple[str, ...],
        rows: Iterable[list[str]],
        *,
        numbers: tuple[int, ...] = (),
        searched: bool = False,
    ) -> Iterator[str]:
        """A table; with ``searched`` its first column sets the filter over the files."""

        def cells(row: list[str]) -> list[str]:
            first, *others = map(text, row)
            if searched:
                first = f'<button type="button" class="link" data-text="{first}"><code>{first}</code></button>'
            return [first, *others]

        yield from table([self._word(head) if head else "" for head in heads], map(cells, rows), numbers)


def _output_place(found: Diagnostic) -> str:
    return f"{found.output_line}:{found.output_column}" if found.output_line else ""


def _json(name: str, value: Any) -> str:
    """A data block. No text in it can end the block: ``<`` is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return f'<script type="application/json" id="{name}">{text}</script>'
