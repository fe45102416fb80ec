"""The one table of diagnostics."""

from __future__ import annotations

from paconvert_ng.diagnostics import files, formats, left, notes, profiles, repositories
from paconvert_ng.diagnostics.entry import Entry, Language, level_name

CATALOG: dict[str, Entry] = {
    entry.code: entry
    for entries in (left.ENTRIES, notes.ENTRIES, files.ENTRIES, formats.ENTRIES, repositories.ENTRIES, profiles.ENTRIES)
    for entry in entries
}

_WORDS = {
    "level": {"en": "level", "zh": "级别"},
    "advice": {"en": "What to do", "zh": "如何处理"},
    "before": {"en": "What gets it", "zh": "会得到该诊断的写法"},
    "after": {"en": "The same without it", "zh": "不会得到该诊断的写法"},
    "none": {
        "en": "No text shows it: it depends on the file system, on rules that a user adds, or is a fault of the "
        "converter.",
        "zh": "没有文本能够示例：它取决于文件系统、用户添加的规则，或者是转换器的故障。",
    },
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
            named = f" (`{' '.join((*entry.options, entry.file))}`)" if entry.options or not _is_program(entry) else ""
            lines += ["", f"{word(name, language)}{named}{colon}", "", _fence(entry), *program.splitlines(), "```"]
    if not entry.before:
        lines += ["", word("none", language)]
    return "\n".join(lines) + "\n"


def _is_program(entry: Entry) -> bool:
    return entry.file.endswith(".py")


def _fence(entry: Entry) -> str:
    languages = {"py": "python", "pyi": "python", "sh": "bash", "ipynb": "json", "txt": "text"}
    ending = entry.file.rpartition(".")[2]
    return f"```{languages.get(ending, ending)}"
