"""The words of the report itself, in its languages. What a finding says stands in ``diagnostics``."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Language

_WORDS: dict[str, tuple[str, str]] = {
    "report": ("Conversion report", "转换报告"),
    "analysis": ("Analysis report (nothing was converted)", "分析报告（未转换任何内容）"),
    "to files": ("to the files", "跳到文件列表"),
    "summary": ("Summary", "概要"),
    "files": ("files", "文件"),
    "uses": ("uses of the source framework", "源框架的使用处"),
    "proved": ("converted by proved rules", "由已验证规则转换"),
    "unproved": ("converted by unproved rules", "由未验证规则转换"),
    "left": ("left as they were", "保持原样"),
    "effort": ("estimated effort left", "预计剩余工作量"),
    "by level": ("Findings by level", "按级别统计"),
    "level": ("level", "级别"),
    "findings": ("findings", "诊断数"),
    "status": ("status", "状态"),
    "by API": ("Left, by API", "未转换的 API"),
    "converted by API": ("Converted, by API", "已转换的 API"),
    "API": ("API", "API"),
    "count": ("uses", "次数"),
    "codes": ("codes", "编号"),
    "why": ("why", "原因"),
    "rule": ("rule", "规则"),
    "rule proved": ("proved", "已验证"),
    "rule unproved": ("unproved", "未验证"),
    "nothing left": ("Nothing was left.", "没有保持原样的使用处。"),
    "dependencies": ("Third-party packages", "第三方包"),
    "package": ("package", "包"),
    "needs torch": ("needs torch", "需要 torch"),
    "not known": ("not known", "未知"),
    "what to do": ("what to do", "如何处理"),
    "by file": ("By file", "按文件"),
    "text": ("text in a path, an API or a message", "路径、API 或消息中的文字"),
    "code": ("code", "编号"),
    "any": ("any", "任意"),
    "reset": ("Reset", "重置"),
    "file converted": ("uses converted: {}", "已转换 {} 处"),
    "file left": ("left: {}", "保持原样 {} 处"),
    "no files": ("No file changed, and nothing is said of any.", "没有文件改变，也没有诊断。"),
    "needs script": (
        "The comparison of each file is drawn by a script in this page, which is switched off here.",
        "各文件的对照由本页中的脚本绘制，而脚本在此处被禁用。",
    ),
    "same": ("unchanged lines: {0}", "未改变的行：{0}"),
    "original": ("original", "原文"),
    "output": ("output", "输出"),
    "diff": ("{0}: original and output side by side", "{0}：原文与输出对照"),
    "shown": ("files: {0}, findings: {1}", "{0} 个文件，{1} 条诊断"),
    "estimate": (
        "The effort is an estimate by a simple model: minutes for each place, more for each different API.",
        "工作量由简单模型估计：每处若干分钟，每个不同的 API 另加若干分钟。",
    ),
    "no measure": (
        "A proved rule was run in both frameworks and compared; no number here says how much of a program works.",
        "已验证规则在两个框架中运行并比较过；这里的任何数字都不表示程序有多少能够工作。",
    ),
    "converted": ("converted", "已转换"),
    "unchanged": ("unchanged", "未改变"),
    "copied": ("copied", "已复制"),
    "linked": ("linked", "链接"),
    "skipped": ("skipped", "已跳过"),
    "failed": ("failed", "失败"),
    # the terminal and conversion.log
    "written": ("written", "已写出"),
    "would be written": ("would be written", "未写出，仅试运行"),
    "analyzed": ("analyzed, not written", "仅分析，未写出"),
    "files:": ("files: ", "文件："),
    "failed:": ("failed: ", "失败："),
    "uses:": ("uses of the source framework: {}", "源框架的使用处：{}"),
    "not counted:": (
        "not counted: {} method calls and attributes on values of unknown type, left as they are (PC201)",
        "未计入：{} 处类型未知的值上的方法调用和属性，保持原样（PC201）",
    ),
    "left by API:": ("left, by API ({}):", "未转换的 API（{}）："),
    "worst files:": ("files with most left:", "保持原样最多的文件："),
    "left short": ("left", "保持原样"),
    "of": ("of", "/"),
    "more": ("{} more", "另有 {} 个"),
    "needing packages:": ("packages that need torch (PC203): ", "需要 torch 的包（PC203）："),
    "unknown packages:": ("packages not known: ", "情况未知的包："),
    # profiles
    "profiles:": ("profiles (--profile): {}", "配置集（--profile）：{}"),
    "edits of a profile": ("{}: {} made, {} left as it was", "{}：已修改 {} 处，保持原样 {} 处"),
    "no place": ("made nowhere, or before: {}", "没有修改之处，或先前已改：{}"),
    # packages that were taken along
    "taken along:": ("packages taken along (--with_packages):", "一并转换的包（--with_packages）："),
    "along": ("Packages taken along", "一并转换的包"),
    "modules in": ("{} of {} modules, in {}", "{} / {} 个模块，位于 {}"),
    "version": ("version", "版本"),
    "modules": ("modules", "模块"),
    "place": ("in the output", "输出中的位置"),
    "licence": ("licence", "许可证"),
    "licence:": ("licence: ", "许可证："),
    "no licence": ("no file found", "未找到文件"),
    "loads by name": (
        "modules are loaded by a name that is computed; taken because of it: {}",
        "按计算出的名字加载模块；因此取用：{}",
    ),
    "all of": ("all of {}", "{} 的全部"),
    "nothing more": ("nothing more", "没有更多"),
    "compiled:": ("compiled, not taken: ", "已编译的模块，未取用："),
    "not reached": ("not taken: the code does not import it", "未取用：代码没有导入它"),
    "without torch": (
        "not taken: what the code reaches of it does not use torch",
        "未取用：代码用到的部分不使用 torch",
    ),
    "one file": ("{} file", "{} 个文件"),
    "more files": ("{} files", "{} 个文件"),
    "helpers:": ("helpers: {} in {}", "辅助函数：{} 个，位于 {}"),
    "effort by file:": ("estimated effort by file:", "按文件估计的工作量："),
    "file": ("file", "文件"),
    "converted of uses": ("would be converted", "可转换"),
    "estimate of work": ("effort left", "剩余工作量"),
    "all files": ("all files", "全部文件"),
    "count of": ("{} of {}", "{} / {}"),
    "notebooks": ("notebooks", "笔记本"),
    "stubs": ("stubs", "存根文件"),
    "command lines": ("command lines", "命令行"),
    "configuration": ("configuration", "配置文件"),
    "templates": ("templates", "模板"),
    "dependency files": ("dependencies", "依赖文件"),
    "rewrite docs": ("--rewrite_docs rewrites what has a counterpart", "--rewrite_docs 会改写有对应物的部分"),
    "rewrite config": ("--rewrite_config rewrites what has a counterpart", "--rewrite_config 会改写有对应物的部分"),
    "minutes": ("{} min", "{} 分钟"),
    "hours": ("{} h", "{} 小时"),
    "hours and minutes": ("{} h {} min", "{} 小时 {} 分钟"),
}


def word(name: str, language: Language) -> str:
    """A word or sentence of the report. Raises KeyError for a name that there is not."""
    english, chinese = _WORDS[name]
    return chinese if language == "zh" else english


def duration(minutes: int, language: Language) -> str:
    """A number of minutes as a person says it."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return word("minutes", language).format(rest)
    return word("hours and minutes", language).format(hours, rest) if rest else word("hours", language).format(hours)
