"""PC7xx: what the edits of profiles did."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Entry, Text

_CACHE = """\
import torch


def forward(key, value, layer_past=None, use_cache=False):
    if layer_past is not None:
        key = torch.cat((layer_past[0], key), dim=1)
        value = torch.cat((layer_past[1], value), dim=1)
    if use_cache:
        present = (key, value)
    else:
        present = None
    return key, value, present
"""
_WITHOUT_CACHE = """\
import torch


def forward(key, value, layer_past):
    key = torch.cat((layer_past[0], key), dim=1)
    value = torch.cat((layer_past[1], value), dim=1)
    return key, value
"""
_DIVISION = """\
import torch


def weights(scores):
    scores = scores / torch.full([], 8.0, dtype=scores.dtype, device=scores.device)
    return scores.softmax(dim=-1)
"""
_PLAIN_DIVISION = """\
import torch


def weights(scores):
    scores = scores / 8.0
    return scores.softmax(dim=-1)
"""
_OPTIONS = ("--profile", "onnx")

ENTRIES = (
    Entry(
        "PC701",
        "info",
        Text("a profile's edit was made; it means the same", "已按配置集修改；含义不变"),
        Text(
            "`--profile` asks for edits of the source beyond the conversion; the message says what this one gives.",
            "`--profile` 要求在转换之外修改源代码；消息说明这处修改带来什么。",
        ),
        Text("nothing.", "无需处理。"),
        before=_DIVISION,
        after=_PLAIN_DIVISION,
        options=_OPTIONS,
    ),
    Entry(
        "PC702",
        "behaviour",
        Text("a profile's edit was made; it changes what the program does", "已按配置集修改；程序行为有所改变"),
        Text(
            "`--profile` asks for it; the message says what it gives, and what the edited code does differently.",
            "这是 `--profile` 所要求的；消息说明它带来什么，以及修改后的代码有何不同。",
        ),
        Text(
            "see to it that who uses the code expects this, or leave the profile out.",
            "请确认使用该代码的一方符合这一变化，否则不要使用该配置集。",
        ),
        before=_CACHE,
        after=_WITHOUT_CACHE,
        options=_OPTIONS,
    ),
    Entry(
        "PC703",
        "behaviour",
        Text("a profile's edit was not made", "未按配置集修改"),
        Text(
            "The place was found, but what has to hold for the edit is not known; the text stays as it is.",
            "找到了位置，但不能确定修改所需的条件成立；文本保持原样。",
        ),
        Text(
            "where the message names an assumption that holds for your use, give it by `--assume`; otherwise edit the "
            "place by hand, if at all.",
            "若消息提到的假设在你的使用中成立，请用 `--assume` 给出；否则如有需要请手工修改。",
        ),
        before=_DIVISION.replace("8.0", "width").replace("weights(scores)", "weights(scores, width)"),
        after=_PLAIN_DIVISION,
        options=_OPTIONS,
    ),
    Entry(
        "PC704",
        "info",
        Text("a profile's edit found no place", "配置集的修改没有找到位置"),
        Text(
            "The file has the names that the edit is about, but not the statements that it knows (or config.json not "
            "the key). It may be edited already, or written in another way.",
            "文件中有该修改所涉及的名字，但没有它认识的语句（或 config.json 中没有该键）。可能已经改过，或者写法不同。",
        ),
        Text(
            "look whether the edit is wanted here; a profile of your own can have its pattern (docs/profiles.md).",
            "请查看此处是否需要该修改；可以在自己的配置集中写出它的模式（docs/profiles.md）。",
        ),
        before=_CACHE.replace("    if use_cache:\n", "    print(key.shape)\n    if use_cache:\n"),
        after=_WITHOUT_CACHE,
        options=_OPTIONS,
    ),
)
