"""PC3xx and PC4xx: files that were not converted, and what has no counterpart in the output."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Entry, Text

ENTRIES = (
    Entry(
        "PC301",
        "error",
        Text("the file does not parse; copied unchanged", "文件无法解析；原样复制"),
        Text("The message and place are the parser's.", "消息和位置来自解析器。"),
        Text(
            "mend the file (Python 2 code has to become Python 3 first), or `--exclude` it.",
            "修正该文件（Python 2 代码须先改为 Python 3），或用 `--exclude` 排除它。",
        ),
        before="""\
import torch

print torch.ones(2)
""",
        after="""\
import torch

print(torch.ones(2))
""",
    ),
    Entry(
        "PC302",
        "error",
        Text(
            "the file cannot be read or written in its encoding; copied unchanged",
            "文件无法按其编码读写；原样复制",
        ),
        Text(
            "Its bytes are not valid in the encoding that it declares (UTF-8 without a declaration), the declared "
            "encoding is not known, or what was inserted cannot be written in it.",
            "文件的字节不符合它声明的编码（无声明时为 UTF-8），声明的编码未知，或插入的内容无法用该编码写出。",
        ),
        Text(
            "correct the `# -*- coding: … -*-` line, or save the file as UTF-8.",
            "更正 `# -*- coding: … -*-` 行，或把文件存为 UTF-8。",
        ),
        before="""\
# -*- coding: no-such-encoding -*-
import torch
""",
        after="""\
# -*- coding: utf-8 -*-
import torch
""",
    ),
    Entry(
        "PC303",
        "error",
        Text("the converter failed on this file; copied unchanged", "转换器处理该文件时失败；原样复制"),
        Text(
            "A fault of the converter. The message has the exception; `conversion.log` has the traceback.",
            "转换器的故障。消息中有异常信息，`conversion.log` 中有完整的回溯。",
        ),
        Text(
            "report it, with the smallest file that shows it.",
            "请报告该问题，并附上能重现它的最小文件。",
        ),
    ),
    Entry(
        "PC304",
        "error",
        Text("the converted file failed its checks; copied unchanged", "转换结果未通过检查；原样复制"),
        Text(
            "The result did not parse, differed from the original outside the places that were meant to change, lost a "
            "name, named what Paddle does not have, or still used torch where no finding says so. It was thrown away.",
            "结果无法解析，在本应改动之处以外与原文不同，丢失了名字，用了 Paddle 没有的名字，或者在没有诊断说明之处"
            "仍使用 torch，因此被丢弃。",
        ),
        Text(
            "report it, with the smallest file that shows it.",
            "请报告该问题，并附上能重现它的最小文件。",
        ),
    ),
    Entry(
        "PC305",
        "error",
        Text("the file could not be read; left out", "文件无法读取；已跳过"),
        Text(
            "The operating system refused: permissions, a file that vanished during the run.",
            "操作系统拒绝访问：权限不足，或文件在运行中消失。",
        ),
        Text("make the file readable and run again.", "使文件可读后重新运行。"),
    ),
    Entry(
        "PC401",
        "info",
        Text("left out of the output", "未写入输出"),
        Text(
            "A link that leads out of the input folder, a socket or device, a folder that cannot be read, a virtual "
            "environment, the output of an earlier conversion.",
            "指向输入目录之外的链接、套接字或设备、无法读取的目录、虚拟环境，或先前转换的输出。",
        ),
        Text(
            "nothing, usually. What a link leads to can be converted by a run of its own.",
            "通常无需处理。链接指向的内容可以另行转换。",
        ),
    ),
)
