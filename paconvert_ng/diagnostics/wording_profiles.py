"""What is said of the edits of profiles, in Chinese. Their reasons are the profile's own text and stay as they are."""

from __future__ import annotations

PROFILES: dict[str, str] = {
    "made: {reason}": "已修改：{reason}",
    "made: {reason}; what differs: {difference}": "已修改：{reason}；不同之处：{difference}",
    "{key} is now {new}, not {old}: {reason}": "{key} 由 {old} 改为 {new}：{reason}",
    "not made: {why}": "未修改：{why}",
    "that {text} is a Python number is not known": "不能确定 {text} 是 Python 数",
    "that {text} is a floating-point tensor is not known": "不能确定 {text} 是浮点张量",
    "{text} stands where only {known} means the same": "此处为 {text}，只有 {known} 才含义相同",
    "{name} is still read in line {line}": "第 {line} 行仍读取 {name}",
    "it shares a line with another statement": "它与另一条语句在同一行",
    "it calls something": "它含有调用",
    "{name} is used before it": "在它之前用到了 {name}",
    "{name} is bound before it": "在它之前绑定了 {name}",
    "it is not always reached": "它并非总能执行到",
    "only with --assume {name} ({meaning})": "仅在给出 --assume {name} 时修改（{meaning}）",
    "this Python cannot read the file": "当前的 Python 无法解析该文件",
    "the file cannot be read as JSON": "该文件无法读作 JSON",
    "found no place, though the file names {names}": "没有找到位置，尽管文件中有 {names}",
    "the file has no {key}": "文件中没有 {key}",
}
