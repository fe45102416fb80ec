"""The words of a batch's table and summary, in the report's languages."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Language
from paconvert_ng.report.words import word

_WORDS: dict[str, tuple[str, str]] = {
    "batch": ("Batch report", "批量转换报告"),
    "repos": ("repos", "仓库"),
    "repo": ("repo", "仓库"),
    "uses left": ("left", "未转换"),
    "uses converted": ("converted", "已转换"),
    "verified": ("verified", "验证"),
    "seconds": ("seconds", "秒"),
    "memory": ("MiB", "MiB"),
    "message": ("message", "说明"),
    "source": ("source", "来源"),
    "by repo": ("By repo", "按仓库"),
    # what became of a repo
    "repo converted": ("converted", "已转换"),
    "repo current": ("up to date", "已是最新"),
    "repo failed": ("failed", "失败"),
    "repo crashed": ("crashed", "崩溃"),
    "repo timeout": ("over time", "超时"),
    "repo memory": ("over memory", "超内存"),
    "repo lost": ("lost", "丢失"),
    "repo waiting": ("not reached", "未执行"),
    "broken files": ("files that could not be converted: {}", "无法转换的文件：{} 个"),
    # what a verification said
    "equal": ("equal", "一致"),
    "different": ("different", "不一致"),
    "undecided": ("undecided", "未定"),
    # what to do next
    "next": ("What would unlock most repos", "解锁最多仓库的改进"),
    "next why": (
        "A repo is unlocked when all that is left in it has been dealt with. Each step adds to those above it.",
        "当一个仓库中剩余的内容都被处理后，它就被解锁。每一步都以上面各步为前提。",
    ),
    "next none": ("No repo waits for a rule.", "没有仓库在等待新规则。"),
    "step": ("step", "步骤"),
    "together": ("API or package, together", "API 或包（一并处理）"),
    "unlocks": ("unlocks", "解锁"),
    "unlocked in all": ("in all", "累计"),
    "by blocker": ("Left, across repos", "各仓库中未转换的内容"),
    "alone": ("the only thing left in", "唯一剩余的仓库数"),
    "in repos": ("in repos", "所在仓库数"),
    "kind": ("kind", "类别"),
    "kind api": ("API", "API"),
    "kind package": ("package", "包"),
    # the terminal
    "title": ("{} repos -> {} ({}, {} at a time, {:.1f} s)", "{} 个仓库 -> {}（{}，同时 {} 个，{:.1f} 秒）"),
    "repos:": ("repos: ", "仓库："),
    "verified:": ("verified: ", "验证："),
    "not converted:": ("not converted, or not whole:", "未转换或不完整："),
    "next:": ("what would unlock most repos (repos unlocked, uses):", "解锁最多仓库的改进（解锁仓库数，使用次数）："),
    "interrupted": (
        "interrupted; the same command goes on from here",
        "已中断；再次运行同一命令即可继续",
    ),
    "summary:": ("summary: {}", "汇总：{}"),
    "running": ("running", "进行中"),
    "last": ("last", "最近完成"),
    "done of": ("{} of {} repos", "{} / {} 个仓库"),
    "lost worker": ("{}: its worker was lost; it waits again", "{}：执行进程丢失，将重新执行"),
}


def say(name: str, language: Language, *values: object) -> str:
    """A word or sentence, with values in it. Raises KeyError for a name that there is not."""
    if name not in _WORDS:
        return word(name, language).format(*values)
    english, chinese = _WORDS[name]
    return (chinese if language == "zh" else english).format(*values)
