"""PC6xx: Hugging Face repositories: configuration, classes and weights that do not fit together."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Entry, Text

_REPO = Text(
    "A folder with a config.json beside a modelling file is taken for a Hugging Face repository. All other files are "
    "converted or copied as usual.",
    "含有 config.json 和建模文件的文件夹被视为 Hugging Face 仓库。其余文件照常转换或复制。",
)


def _with(en: str, zh: str) -> Text:
    return Text(f"{_REPO.en} {en}", f"{_REPO.zh}{zh}")


ENTRIES = (
    Entry(
        "PC601",
        "behaviour",
        Text("a repository's config.json is missing or broken", "仓库的 config.json 缺失或损坏"),
        _with("Without it, no model can be loaded from the output.", "没有它，就无法从输出中加载模型。"),
        Text("take config.json from where the repository came from.", "请从仓库来源处取回 config.json。"),
    ),
    Entry(
        "PC602",
        "behaviour",
        Text("auto_map names a class that the repository does not have", "auto_map 指向仓库中没有的类"),
        _with(
            "`auto_map` in config.json says which class of which file an auto class loads; here the file is missing "
            "or its name is none.",
            "config.json 的 `auto_map` 说明自动类加载哪个文件中的哪个类；这里的文件不存在，或名字不合规。",
        ),
        Text("add the file, or correct auto_map.", "请补上文件，或更正 auto_map。"),
    ),
    Entry(
        "PC603",
        "behaviour",
        Text("an index of weights does not fit the files", "权重索引与文件不符"),
        _with(
            "An index names, for each tensor, the file that holds it. One of these is missing, lies outside of the "
            "folder, or the index cannot be read.",
            "索引说明每个张量在哪个文件中。其中有文件缺失、位于文件夹之外，或索引无法读取。",
        ),
        Text(
            "download what is missing; do not load weights from elsewhere.",
            "请下载缺失的文件；不要加载来自别处的权重。",
        ),
    ),
    Entry(
        "PC604",
        "behaviour",
        Text("a pointer of git-lfs stands in place of weights", "权重的位置上是 git-lfs 指针"),
        _with(
            "The repository was cloned without git-lfs, so what should be weights is a text of three lines.",
            "克隆仓库时没有使用 git-lfs，本应是权重的文件只有三行文本。",
        ),
        Text(
            "run `git lfs pull` in the repository, and convert it again.", "请在仓库中运行 `git lfs pull`，再重新转换。"
        ),
    ),
)
