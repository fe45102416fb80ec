"""The messages of findings in Chinese. They are made in English, so a message is matched back to its template.

A rule's own reason, a parser's message and an exception's text are not fixed messages; they stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from paconvert_ng.diagnostics.entry import Language
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.wording_evidence import EVIDENCE
from paconvert_ng.diagnostics.wording_formats import ADDITIONS, FORMATS
from paconvert_ng.diagnostics.wording_packages import PACKAGES
from paconvert_ng.diagnostics.wording_profiles import PROFILES

#: English template → Chinese template. ``{name}`` stands for one word, another field for any text.
TEMPLATES: dict[str, str] = {
    # rewrite/match.py
    "no rule converts it": "没有规则转换它",
    "no rule converts .{name}; if the receiver is a tensor, convert it by hand": (
        "没有规则转换 .{name}；如果接收者是张量，请手工转换"
    ),
    "several classes have .{name}; if the receiver is one, convert it by hand": (
        "多个类都有 .{name}；如果接收者是其中之一，请手工转换"
    ),
    "the name means something else on another path; import it under its own name": (
        "该名字在另一条路径上有别的含义；请用独立的名字导入"
    ),
    "the module itself is used as a value; name what is taken from it": "模块本身被当作值使用；请写明从中取用的名字",
    "its conversion depends on the arguments, so it cannot be used as a value; wrap it in a function": (
        "它的转换取决于参数，因此不能作为值使用；请包在一个函数里"
    ),
    "the method is named through its class; call it on an object": "通过类来指名该方法；请在对象上调用",
    "the file was converted before; if the receiver is a tensor that came later, convert it by hand": (
        "该文件已转换过；如果接收者是之后新加的张量，请手动转换"
    ),
    "the target would be evaluated twice; assign it to a name first": "赋值目标会被求值两次；请先赋给一个名字",
    "the assignment is part of a larger one; give it a statement of its own": "该赋值是更大赋值的一部分；请单独成句",
    "it cannot be assigned to": "不能对它赋值",
    "its conversion is not known here": "此处不知道如何转换它",
    "the member is read by its name; write it behind a dot": "按名字读取该成员；请用点号书写",
    "the bound method is used as a value": "绑定方法被当作值使用",
    "the bound method is used as a value; wrap it in a function": "绑定方法被当作值使用；请包在一个函数里",
    # emit/graph_forms.py
    "paddle.jit wants forward's first parameter to be called self; here self is another name": (
        "paddle.jit 要求 forward 的第一个参数名为 self；而这里 self 是别的名字"
    ),
    "a graph changes nothing in place: what .{name} writes is lost there; assign its result": (
        "静态图不做原地修改：.{name} 写入的内容会丢失；请给结果赋值"
    ),
    ".{name}() gives a Python value, which a static graph does not have": ".{name}() 给出 Python 值，静态图中没有",
    "forward keeps a tensor in self.{name}: a static graph keeps no state": (
        "forward 把张量保存在 self.{name} 中：静态图不保存状态"
    ),
    # rewrite/call_match.py
    "no form of the call is handled": "没有处理这种形式的调用",
    "the argument {name} is handled only as {allowed}": "参数 {name} 只在取值为 {allowed} 时处理",
    "Paddle's has no parameter {name}": "Paddle 的对应调用没有参数 {name}",
    "the value of the argument {name} is not known (handled: {allowed})": "参数 {name} 的值未知（可处理：{allowed}）",
    "whether `{condition}` is not known here": "此处不知道 `{condition}` 是否成立",
    "the default of {name} cannot be written out": "{name} 的默认值无法写出",
    "the argument {name} would not be evaluated": "参数 {name} 将不会被求值",
    "the arguments would be evaluated in another order, or more than once": "参数会以另一种顺序求值，或被多次求值",
    # rewrite/bind.py
    "what **kwargs holds is not known": "**kwargs 的内容未知",
    "what *args holds is not known": "*args 的内容未知",
    "no parameter is called {name}": "没有名为 {name} 的参数",
    "the keyword {name} is not handled": "没有处理关键字 {name}",
    "{name} is given twice": "{name} 给出了两次",
    "{name} is missing": "缺少 {name}",
    "too many arguments": "参数过多",
    # emit/marks.py, pipeline.py
    "an optional import; left as it is": "可选的导入；保持原样",
    "reached only where that package can be imported; left as it is": "只有能导入该包时才会到达；保持原样",
    "its text names the framework: {name}": "其文本包含框架名：{name}",
    "printed as Tensor(shape=…), not tensor(…)": "打印为 Tensor(shape=…)，而不是 tensor(…)",
    "imported for code that is kept": "为保留的代码而导入",
    # emit/findings.py
    "the {what} names {names}": "{what}中提到 {names}",
    "comment": "注释",
    "docstring": "文档字符串",
    "string": "字符串",
    "is now {text}": "已改为 {text}",
    "random numbers are Paddle's: with the same seed not those of torch (uses in this file: {count})": (
        "随机数来自 Paddle：同一个种子给出的数与 torch 不同（本文件中的使用次数：{count}）"
    ),
    "the helper {name} took {ratio} times as long as Paddle's own call when it was measured": (
        "测得辅助函数 {name} 的耗时是 Paddle 自己的调用的 {ratio} 倍"
    ),
    # project
    "this package needs torch and is left as it is; {advice}": "该包需要 torch，保持原样；{advice}",
    "a link that leaves the tree, to {path}": "指向目录树之外的链接：{path}",
    "neither a file, a folder nor a link": "既不是文件、目录，也不是链接",
    "the output of an earlier conversion": "先前转换的输出",
    "a virtual environment": "虚拟环境",
    "decoding as {encoding} loses information": "按 {encoding} 解码会丢失信息",
    "line {line}: byte {byte} is not valid {encoding}": "第 {line} 行：字节 {byte} 不符合 {encoding}",
    "{character} cannot be written in {encoding}": "{character} 无法用 {encoding} 写出",
    "the process ended ({reason})": "进程已结束（{reason}）",
    **PACKAGES,
    **FORMATS,
    **PROFILES,
}

#: What a field may hold, where that is not any text.
_ANY = {"name": r"\S+", "rest": ".*"}
_CELL = re.compile(r"(?s)(.*) \(cell (\d+), line (\d+)\)")
#: Fields that hold a message of their own.
_SAID = ("advice", "why", "what")
_FIELD = re.compile(r"\{(\w+)\}")


def in_language(message: str, language: Language) -> str:
    """A finding's message in a language; as it is where it has no translation."""
    return _chinese(message) if language == "zh" else message


def explained(found: Diagnostic, language: Language) -> str:
    """A finding's message, and by what evidence its receiver was judged."""
    message = in_language(found.message, language)
    if not found.evidence:
        return message
    if language == "zh":
        return f"{message} [接收者：{evidence_in(found.evidence, language)}]"
    return f"{message} [receiver: {found.evidence}]"


@lru_cache(maxsize=4096)
def evidence_in(evidence: str, language: Language) -> str:
    """What a type rests on, in a language."""
    if language != "zh" or evidence in EVIDENCE:
        return EVIDENCE[evidence] if language == "zh" else evidence
    first, _, root = evidence.rpartition("; ")
    if first and any(pattern.fullmatch(root) for pattern, _ in _evidence()):
        return f"{evidence_in(first, language)}；{evidence_in(root, language)}"
    for pattern, template in _evidence():
        found = pattern.fullmatch(evidence)
        if found:
            return _filled(template, found.groupdict())
    return evidence


def line(found: Diagnostic, language: Language) -> str:
    """A finding as a line of a log."""
    if language == "en":
        return str(found)
    subject = f" {found.api}" if found.api else ""
    place = f"{found.file}:{found.line}:{found.column}"
    return f"{place}: {found.code}{subject}: {explained(found, language)}"


@lru_cache(maxsize=4096)
def _chinese(message: str) -> str:
    if message in TEMPLATES:
        return TEMPLATES[message]
    cell = _CELL.fullmatch(message)
    if cell:
        return f"{_chinese(cell[1])}（单元 {cell[2]}，第 {cell[3]} 行）"
    for pattern, template in _additions():
        found = pattern.fullmatch(message)
        if found:
            return f"{_chinese(found['before'])}；{_filled(template, found.groupdict())}"
    for pattern, template in _patterns():
        found = pattern.fullmatch(message)
        if found:
            return _filled(template, found.groupdict())
    return message


def _filled(template: str, fields: dict[str, str]) -> str:
    said = {name: _chinese(text) if name in _SAID else text for name, text in fields.items()}
    return _FIELD.sub(lambda field: said[field[1]], template)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return _compiled(TEMPLATES)


@lru_cache(maxsize=1)
def _evidence() -> list[tuple[re.Pattern[str], str]]:
    return _compiled(EVIDENCE)


def _compiled(templates: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """The templates with fields; of two that fit one message the one with more fixed text is right."""
    found = [(template, chinese) for template, chinese in templates.items() if "{" in template]
    found.sort(key=lambda item: -len(_FIELD.sub("", item[0])))
    return [(re.compile(_pattern(template), re.DOTALL), chinese) for template, chinese in found]


@lru_cache(maxsize=1)
def _additions() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(f"(?P<before>.+); {_pattern(template)}", re.DOTALL), chinese)
        for template, chinese in ADDITIONS.items()
    ]


def _pattern(template: str) -> str:
    parts = _FIELD.split(template)  # text, field, text, field, …
    texts = (
        rf"(?P<{part}>{_ANY.get(part, '.+')})" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    return "".join(texts)
