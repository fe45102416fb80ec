"""PC5xx: what is not Python: dependencies, command lines, notebooks, stubs, configuration, templates."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Entry, Text

_INSTALL = Text("nothing; install what the file now asks for.", "无需处理；按文件现在的要求安装即可。")
_BY_HAND = Text("change it by hand, if it is used with the converted code.", "如果与转换后的代码一起使用，请手工修改。")


def _notebook(source: str) -> str:
    return f"""\
{{
 "cells": [
  {{"cell_type": "code", "execution_count": null, "metadata": {{}}, "outputs": [], "source": ["{source}"]}}
 ],
 "metadata": {{}},
 "nbformat": 4,
 "nbformat_minor": 4
}}
"""


ENTRIES = (
    Entry(
        "PC501",
        "info",
        Text("a dependency on torch is now one on paddlepaddle", "对 torch 的依赖已改为 paddlepaddle"),
        Text(
            "A requirements file, setup.py, setup.cfg, pyproject.toml, environment.yml or Pipfile asks for torch. A "
            "version that is right for torch means nothing for Paddle, so the version that the conversion is for "
            "takes its place; markers stay.",
            "requirements 文件、setup.py、setup.cfg、pyproject.toml、environment.yml 或 Pipfile 要求 torch。torch 的"
            "版本号对 Paddle 没有意义，因此换成本次转换的目标版本；环境标记保留。",
        ),
        _INSTALL,
        before="""\
numpy
torch>=2.0
""",
        after="""\
numpy
paddlepaddle>=3.3.1
""",
        file="requirements.txt",
    ),
    Entry(
        "PC502",
        "info",
        Text("a dependency that the converted code does not need is taken out", "去掉了转换后代码不需要的依赖"),
        Text(
            "The package itself needs torch, and nothing in the converted code imports it any more.",
            "该包本身需要 torch，而转换后的代码不再导入它。",
        ),
        _INSTALL,
        before="""\
numpy
torchvision
""",
        after="""\
numpy
""",
        file="requirements.txt",
    ),
    Entry(
        "PC503",
        "unconverted",
        Text("a dependency that names torch is left", "保留了提到 torch 的依赖"),
        Text(
            "The line could not be read as a requirement by name (a URL, a path, a variable), or converted code still "
            "imports the package.",
            "该行无法按名称读作依赖（URL、路径、变量），或者转换后的代码仍然导入这个包。",
        ),
        _BY_HAND,
        before="""\
--extra-index-url https://download.pytorch.org/whl/cu121
numpy
""",
        after="""\
numpy
""",
        file="requirements.txt",
    ),
    Entry(
        "PC511",
        "info",
        Text("a command line names torch; left as it is", "命令行提到 torch；保持原样"),
        Text(
            "A shell script, a Dockerfile, a code block of a text or a shell command of a notebook starts the program "
            "by torchrun or a module of torch, or installs torch.",
            "shell 脚本、Dockerfile、文档中的代码块或笔记本中的 shell 命令用 torchrun 或 torch 的模块启动程序，"
            "或者安装 torch。",
        ),
        Text(
            "`--rewrite_docs` rewrites what has a counterpart; the rest by hand.",
            "`--rewrite_docs` 会改写有对应物的部分；其余请手工修改。",
        ),
        before="""\
torchrun train.py
""",
        after="""\
python -m paddle.distributed.launch train.py
""",
        file="run.sh",
    ),
    Entry(
        "PC512",
        "info",
        Text("a command line is rewritten", "已改写命令行"),
        Text(
            "With `--rewrite_docs`: the launcher of Paddle takes the place of torch's, with its names for the options.",
            "使用 `--rewrite_docs` 时：torch 的启动器换成 Paddle 的启动器，选项名也随之更换。",
        ),
        Text("look at it once.", "请检查一遍。"),
        before="""\
torchrun train.py
""",
        after="""\
python -m paddle.distributed.launch train.py
""",
        file="run.sh",
        options=("--rewrite_docs",),
    ),
    Entry(
        "PC513",
        "unconverted",
        Text("an option of a launcher has no counterpart", "启动器的某个选项没有对应物"),
        Text(
            "Paddle's launcher does not know what the option asks for, so the whole command line is left.",
            "Paddle 的启动器没有该选项的功能，因此整条命令行保持原样。",
        ),
        _BY_HAND,
        before="""\
torchrun --tee 3 train.py
""",
        after="""\
torchrun train.py
""",
        file="run.sh",
    ),
    Entry(
        "PC521",
        "unconverted",
        Text("a notebook, or a cell of one, is left as it is", "笔记本或其中的单元保持原样"),
        Text(
            "The file is no notebook of a format that is known, or the cell does not parse as Python.",
            "该文件不是已知格式的笔记本，或该单元无法解析为 Python。",
        ),
        Text("mend it and convert again, or change it by hand.", "修正后重新转换，或手工修改。"),
        before=_notebook("import torch; x = = 1"),
        after=_notebook("import torch; x = 1"),
        file="program.ipynb",
    ),
    Entry(
        "PC522",
        "info",
        Text("a magic of a notebook names torch; left as it is", "笔记本的魔法命令提到 torch；保持原样"),
        Text(
            "Magics and shell commands are no Python. Those that install torch or start its launcher are told as those "
            "of shell scripts (PC511); this is about any other.",
            "魔法命令和 shell 命令不是 Python。其中安装 torch 或调用其启动器的命令与 shell 脚本中的一样报告（PC511）；"
            "本诊断针对其余的命令。",
        ),
        _BY_HAND,
        before=_notebook("%env TORCH_HOME=torch"),
        after=_notebook("%env MODEL_HOME=models"),
        file="program.ipynb",
    ),
    Entry(
        "PC531",
        "info",
        Text("a stub takes names from the helper module", "存根文件从辅助模块取名字"),
        Text(
            "A .pyi file names types for which a helper stands; only the names are imported there.",
            ".pyi 文件中的某些类型由辅助模块代替；存根中只导入这些名字。",
        ),
        Text("nothing.", "无需处理。"),
        before="""\
import torch

class Net(torch.nn.Linear): ...
""",
        after="""\
import torch

class Net(torch.nn.Module): ...
""",
        file="program.pyi",
    ),
    Entry(
        "PC541",
        "info",
        Text("a value of a configuration names torch; left as it is", "配置中的值是 torch 的名字；保持原样"),
        Text(
            "A value in a YAML, JSON or TOML file is a dotted name of torch, which the program may look up when it "
            "runs. Told without `--rewrite_config`; with it, for a module, and for a name that no rule converts or "
            "whose conversion depends on the arguments.",
            "YAML、JSON 或 TOML 文件中的某个值是 torch 的点号名字，程序运行时可能会查找它。未使用 `--rewrite_config` 时"
            "报告；使用时，仅对模块、没有规则的名字，以及转换取决于参数的名字报告。",
        ),
        Text(
            "`--rewrite_config` rewrites what has a counterpart; the rest by hand, if the program looks it up.",
            "`--rewrite_config` 会改写有对应物的部分；其余如被程序查找，请手工修改。",
        ),
        before="""\
dtype: torch.float16
""",
        after="""\
dtype: paddle.float16
""",
        file="config.yaml",
    ),
    Entry(
        "PC542",
        "info",
        Text("a value of a configuration is rewritten", "已改写配置中的值"),
        Text(
            "With `--rewrite_config`: the name of Paddle's counterpart takes the place of torch's, or, where a helper "
            "stands for it, the helper's in the helper module, as it is imported from the folder above the package.",
            "使用 `--rewrite_config` 时：torch 的名字换成 Paddle 对应物的名字；由辅助函数或辅助类代替的，换成它在辅助"
            "模块中的名字（从包的上一级目录导入）。",
        ),
        Text("look whether the program imports what it is given the name of.", "请检查程序是否会导入所给的名字。"),
        before="""\
dtype: torch.float16
""",
        after="""\
dtype: paddle.float16
""",
        file="config.yaml",
        options=("--rewrite_config",),
    ),
    Entry(
        "PC551",
        "unconverted",
        Text("a template of code imports torch; left as it is", "代码模板导入 torch；保持原样"),
        Text(
            "A template (`.jinja`, `.j2`, `.mako`, `.tmpl`, …) holds Python code that imports torch. It is no Python "
            "until the program has filled it in, so it is not converted: the code made of it asks for torch.",
            "模板（`.jinja`、`.j2`、`.mako`、`.tmpl` 等）中的 Python 代码导入 torch。程序填充之前它不是 Python，"
            "因此不会转换：由它生成的代码需要 torch。",
        ),
        Text(
            "change it by hand, if the program uses it; converting what the program makes of it shows what to write.",
            "如果程序会用到它，请手工修改；转换程序由它生成的代码，可以看到应写的内容。",
        ),
        before="""\
import torch

def {{ name }}(x):
    return torch.relu(x)
""",
        after="""\
import paddle

def {{ name }}(x):
    return paddle.nn.functional.relu(x)
""",
        file="layer.jinja",
    ),
)
