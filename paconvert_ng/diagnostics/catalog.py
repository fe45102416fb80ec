"""The one table of diagnostics."""

from __future__ import annotations

from paconvert_ng.diagnostics import files, formats, left, notes
from paconvert_ng.diagnostics.entry import Entry, Language, level_name

CATALOG: dict[str, Entry] = {
    entry.code: entry for entry in (*left.ENTRIES, *notes.ENTRIES, *files.ENTRIES, *formats.ENTRIES)
}

_WORDS = {
    "level": {"en": "level", "zh": "级别"},
    "advice": {"en": "What to do", "zh": "如何处理"},
    "before": {"en": "A program that gets it", "zh": "会得到该诊断的程序"},
    "after": {"en": "The same without it", "zh": "不会得到该诊断的写法"},
}


def word(name: str, language: Language) -> str:
    """A heading of a code's explanation."""
    return _WORDS[name][language]


def explanation(code: str, language: Language = "en") -> str:
    """What a code means and what to do, as a page of Markdown. Raises KeyError for a code that there is not."""
    entry = CATALOG[code]
    colon = "：" if language == "zh" else ":"
    lines = [
        f"# {entry.code}: {entry.title.in_(language)}",
        "",
        f"*{word('level', language)}: {level_name(entry.level, language)}*",
        "",
        entry.meaning.in_(language),
        "",
        f"**{word('advice', language)}**{colon} {entry.advice.in_(language)}",
    ]
    for name, program in (("before", entry.before), ("after", entry.after)):
        if program:
            lines += ["", f"{word(name, language)}{colon}", "", "```python", *program.splitlines(), "```"]
    return "\n".join(lines) + "\n"
