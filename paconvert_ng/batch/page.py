"""``batch.html``: one file that opens from disk, with a link to each repo's own report."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from paconvert_ng.batch.jobs import Outcome
from paconvert_ng.batch.records import REPOS
from paconvert_ng.batch.summary import Batch, trouble
from paconvert_ng.batch.words import say
from paconvert_ng.diagnostics.entry import Language
from paconvert_ng.diagnostics.wording import in_language
from paconvert_ng.report.markup import bar, figures, head, resource, table, text

#: How many things that are left the page lists; ``unlocks.csv`` has all.
_ROWS = 200


def page(batch: Batch, language: Language) -> str:
    """The whole page."""
    return "\n".join(_Page(batch, language).lines()) + "\n"


class _Page:
    def __init__(self, batch: Batch, language: Language) -> None:
        self._batch = batch
        self._language = language

    def _say(self, name: str, *values: object) -> str:
        return escape(say(name, self._language, *values))

    def lines(self) -> Iterator[str]:
        batch = self._batch
        title = self._say("batch")
        yield from head(f"{title}: {text(batch.manifest.rpartition('/')[2])}", self._language, resource("report.css"))
        yield f'<header><h1>{title}</h1><p class="path">{text(batch.manifest)} → {text(batch.output)}</p></header>'
        yield "<main>"
        yield from self._figures()
        yield from self._next()
        yield from self._blockers()
        yield from self._repos()
        yield "</main>"
        yield "</body>"
        yield "</html>"

    def _figures(self) -> Iterator[str]:
        batch, calls = self._batch, self._batch.calls
        yield f'<section aria-labelledby="summary"><h2 id="summary">{self._say("summary")}</h2>'
        if batch.interrupted:
            yield f"<p>{self._say('interrupted')}</p>"
        outcomes = {"proved": calls.proved, "unproved": calls.unproved, "left": calls.left}
        values = [(self._say("repos"), str(len(batch.outcomes)))]
        values += [(self._say(f"repo {name}"), str(count)) for name, count in batch.statuses.items()]
        values += [
            (f"{self._say('verified')}: {self._say(name)}", str(count)) for name, count in batch.verdicts.items()
        ]
        values += [(self._say("uses"), str(calls.total))]
        values += [(self._say(name), str(count)) for name, count in outcomes.items()]
        values += [(self._say("seconds"), f"{batch.seconds:.1f}")]
        yield from figures(values)
        if calls.total:
            yield bar(outcomes)
            yield f'<p class="soft">{self._say("no measure")}</p>'
        yield "</section>"

    def _next(self) -> Iterator[str]:
        steps = self._batch.steps
        yield f'<section aria-labelledby="next"><h2 id="next">{self._say("next")}</h2>'
        yield f"<p>{self._say('next why' if steps else 'next none')}</p>"
        rows = [
            [
                ", ".join(f"<code>{text(name)}</code>" for _, name in step.names),
                str(step.unlocks),
                str(step.total),
                str(step.uses),
            ]
            for step in steps
        ]
        if rows:
            heads = [self._say(name) for name in ("together", "unlocks", "unlocked in all", "count")]
            yield from table(heads, rows, (1, 2, 3))
        yield "</section>"

    def _blockers(self) -> Iterator[str]:
        found = self._batch.blockers
        if not found:
            return
        yield f'<section aria-labelledby="left"><h2 id="left">{self._say("by blocker")}</h2>'
        rows = [
            [
                f"<code>{text(one.name)}</code>",
                self._say(f"kind {one.kind}"),
                *map(str, (one.alone, one.repos, one.uses)),
                text(" ".join(one.codes)),
                text(in_language(one.why, self._language)),
            ]
            for one in found[:_ROWS]
        ]
        heads = [self._say(name) for name in ("API", "kind", "alone", "in repos", "count", "codes", "why")]
        yield from table(heads, rows, (2, 3, 4))
        if len(found) > _ROWS:
            yield f"<p>{self._say('more', len(found) - _ROWS)} (unlocks.csv)</p>"
        yield "</section>"

    def _repos(self) -> Iterator[str]:
        yield f'<section aria-labelledby="repos"><h2 id="repos">{self._say("by repo")}</h2>'
        names = ("repo", "status", "uses converted", "uses left", "verified", "seconds", "memory", "message")
        yield from table([self._say(name) for name in names], map(self._row, self._batch.outcomes), (2, 3, 5, 6))
        yield "</section>"

    def _row(self, outcome: Outcome) -> list[str]:
        folder = f"{REPOS}/{quote(outcome.name)}"
        return [
            _link(f"{folder}/report.html", outcome.name) if outcome.files else text(outcome.name),
            self._say(f"repo {outcome.status}"),
            str(outcome.calls - outcome.left),
            str(outcome.left),
            _link(f"{folder}/verify.html", say(outcome.verdict, self._language)) if outcome.verdict else "",
            f"{outcome.seconds + outcome.verify_seconds:.1f}",
            str(outcome.memory >> 20),
            text(trouble(outcome)),
        ]


def _link(target: str, name: str) -> str:
    return f'<a href="{escape(target)}">{text(name)}</a>'
