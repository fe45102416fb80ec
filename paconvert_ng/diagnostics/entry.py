"""What one diagnostic code means, in the languages that the report speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

#: error: the file was not converted. unconverted: a use was left as it was. behaviour: converted or kept, and
#: something that a user should know differs or may differ. info: nothing has to be done.
Level = Literal["error", "unconverted", "behaviour", "info"]

LEVELS: dict[Level, tuple[str, str]] = {
    "error": ("error", "错误"),
    "unconverted": ("unconverted", "未转换"),
    "behaviour": ("behaviour", "行为差异"),
    "info": ("info", "信息"),
}


class Text(NamedTuple):
    """The same in English and Chinese."""

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. ``before`` is a program that gets it, ``after`` one that means the same and does not; both are tests.

    ``before`` is "" where no program shows it (the fault of a file system, or of the converter). ``file`` is the name
    by which both are converted, with the command's ``options``.
    """

    code: str
    level: Level
    title: Text
    meaning: Text
    advice: Text
    before: str = ""
    after: str = ""
    file: str = "program.py"
    options: tuple[str, ...] = ()


def level_name(level: Level, language: Language) -> str:
    return LEVELS[level][LANGUAGES.index(language)]
