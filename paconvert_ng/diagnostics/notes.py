"""PC2xx: what was converted, or is right as it is, and a user should know."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Entry, Text

ENTRIES = (
    Entry(
        "PC201",
        "behaviour",
        Text("the receiver's type is not known; left as it is", "接收者的类型未知；保持原样"),
        Text(
            "A method or attribute whose name a tensor also has, on a value whose type was not found. If the value is "
            "a tensor and Paddle's method differs, the program would go wrong; if it is a list, a dictionary or an "
            "object of the program's own, it is right as it is.",
            "方法或属性与张量的某个成员同名，但没有找到值的类型。如果该值是张量而 Paddle 的方法不同，程序会出错；"
            "如果它是列表、字典或程序自己的对象，保持原样就是正确的。",
        ),
        Text(
            "annotate it (`batch: torch.Tensor`) and convert again.",
            "加上注解（`batch: torch.Tensor`）后重新转换。",
        ),
    ),
    Entry(
        "PC202",
        "info",
        Text("an optional package is probed and left as it is", "探测可选包；保持原样"),
        Text(
            "`try: import flash_attn`, or the like: the probe keeps its meaning, and what is reached only through it "
            "was left. An import of a name that torch itself once had is marked too.",
            "例如 `try: import flash_attn`：探测保持原意，只能经由它到达的代码保持原样。"
            "对 torch 曾有名字的导入也会标记。",
        ),
        Text(
            "nothing, if the package is not there under Paddle. Otherwise convert what follows the probe by hand.",
            "如果 Paddle 环境中没有这个包，无需处理；否则手工转换探测之后的代码。",
        ),
        before="""\
try:
    from torch._six import string_classes
except ImportError:
    string_classes = (str, bytes)
""",
        after="""\
string_classes = (str, bytes)
""",
    ),
    Entry(
        "PC203",
        "info",
        Text("a third-party package that needs torch is imported", "导入了需要 torch 的第三方包"),
        Text(
            "The package itself was not part of the conversion, and importing it imports torch (or it does nothing "
            "without torch). The import is left as it is. Each package is named once a file, where it is first "
            "imported; imports under `if TYPE_CHECKING` do not count. Which packages need torch stands in a table "
            "(`paconvert_ng/project/packages.py`), as do those that are known to work without it. Of any other that "
            "is not part of the input nothing is known: it may need torch too. Those are not reported line by line "
            'but listed at the end of `conversion.log` ("packages not known") and in `report.json` '
            "(`dependencies`).",
            "该包不在本次转换之内，导入它就会导入 torch（或者没有 torch 就不起作用）。导入语句保持原样。每个文件中"
            "每个包只在首次导入处报告一次；`if TYPE_CHECKING` 下的导入不计。哪些包需要 torch、哪些不需要，记录在一张表"
            "中（`paconvert_ng/project/packages.py`）。其余不属于输入的包情况未知，可能也需要 torch；它们不逐行报告，"
            "而是列在 `conversion.log` 末尾（packages not known）和 `report.json`（`dependencies`）中。",
        ),
        Text(
            "the message names a Paddle counterpart where there is one; otherwise convert the package too "
            "(`--with_packages`, docs/with-packages.md).",
            "如果有 Paddle 对应物，消息会给出；否则把该包也一并转换（`--with_packages`，见 docs/with-packages.md）。",
        ),
        before="""\
from trl import DPOTrainer

trainer = DPOTrainer(model=None, args=None)
""",
        after="""\
from paddlenlp.trl import DPOTrainer

trainer = DPOTrainer(model=None, args=None)
""",
    ),
    Entry(
        "PC204",
        "behaviour",
        Text("the printed text of the value is not torch's", "值的打印文本与 torch 不同"),
        Text(
            "A size, a dtype or a tensor is turned into text (`print`, `str`, an f-string). The value means the same "
            "in Paddle, its text does not: `paddle.Size([2, 3])` for `torch.Size([2, 3])`, `paddle.float32` for "
            "`torch.float32`, `Tensor(shape=[2], dtype=float32, …, [1., 1.])` for `tensor([1., 1.])`.",
            "形状、dtype 或张量被转成文本（`print`、`str`、f-string）。值在 Paddle 中含义相同，文本却不同："
            "`torch.Size([2, 3])` 变成 `paddle.Size([2, 3])`，`torch.float32` 变成 `paddle.float32`，"
            "`tensor([1., 1.])` 变成 `Tensor(shape=[2], dtype=float32, …, [1., 1.])`。",
        ),
        Text(
            "nothing, unless something reads that text; `list(x.shape)` and `x.tolist()` print the same in both.",
            "除非有程序读取这段文本，否则无需处理；`list(x.shape)` 和 `x.tolist()` 在两边打印结果相同。",
        ),
        before="""\
import torch

x = torch.zeros(2, 3)
print(x.shape)
""",
        after="""\
import torch

x = torch.zeros(2, 3)
print(list(x.shape))
""",
    ),
    Entry(
        "PC205",
        "info",
        Text("kept as its author asks", "按作者的要求保留"),
        Text(
            "A comment `# paconvert: keep` stands behind a statement, or on a line of its own above one: it is not "
            "converted, and what it needs of torch is still imported, beside Paddle.",
            "语句后面（或其上方单独一行）有注释 `# paconvert: keep`：该语句不转换，它所需的 torch 导入与 Paddle 并存。",
        ),
        Text(
            "nothing. (`# paconvert: ignore[PC102]` in the same places silences a code there.)",
            "无需处理。（在同样的位置写 `# paconvert: ignore[PC102]` 可以屏蔽某个诊断。）",
        ),
        before="""\
import torch

def to_paddle(x):
    return torch.relu(x).numpy()  # paconvert: keep
""",
        after="""\
import torch

def to_paddle(x):
    return torch.relu(x).numpy()
""",
    ),
    Entry(
        "PC206",
        "info",
        Text("a comment, docstring or string names torch", "注释、文档字符串或字符串中提到 torch"),
        Text(
            "Only code is converted; what a text says of torch stays. One finding for each comment line and each "
            "string, with the names that it has. In a string that is a value, look whether the program reads it.",
            "只转换代码；文本中关于 torch 的内容保持原样。每行注释、每个字符串报告一次，并列出其中的名字。"
            "如果字符串是程序使用的值，请检查程序是否读取它。",
        ),
        Text(
            "`--rewrite_docs` rewrites names in comments and docstrings that have a plain counterpart in Paddle; the "
            "rest by hand. Strings that are values are never rewritten.",
            "`--rewrite_docs` 会改写注释和文档字符串中在 Paddle 里有直接对应物的名字；其余请手工修改。"
            "作为值使用的字符串从不改写。",
        ),
        before="""\
import torch

x = torch.zeros(2)  # a torch.Tensor
""",
        after="""\
import torch

x = torch.zeros(2)  # a tensor
""",
    ),
    Entry(
        "PC207",
        "info",
        Text("a comment or docstring is rewritten", "已改写注释或文档字符串"),
        Text(
            "With `--rewrite_docs`: names of torch that have a plain counterpart are Paddle's now.",
            "使用 `--rewrite_docs` 时：有直接对应物的 torch 名字已改为 Paddle 的名字。",
        ),
        Text("look at it once.", "请检查一遍。"),
        before="""\
import torch

x = torch.zeros(2)  # a torch.Tensor
""",
        after="""\
import torch

x = torch.zeros(2)  # a tensor
""",
        options=("--rewrite_docs",),
    ),
    Entry(
        "PC208",
        "behaviour",
        Text("random numbers differ from those of torch", "随机数与 torch 的不同"),
        Text(
            "The file draws random numbers, sets a seed, or has what draws them (dropout, samplers, initial values). "
            "Paddle's generators follow the same distributions, but the same seed gives other numbers. Said once a "
            "file, at the first use. Initial weights of layers are random too and not counted.",
            "该文件抽取随机数、设置种子，或含有抽取随机数的部分（dropout、采样器、初始化）。Paddle 的生成器服从相同的"
            "分布，但同一个种子给出的数不同。每个文件只在首次使用处报告一次。层的初始权重也是随机的，不计入。",
        ),
        Text(
            "nothing, unless results must be those of an earlier run with torch: then store the numbers, or draw them "
            "with numpy.",
            "一般无需处理；如果必须重现先前 torch 运行的结果，请把这些数保存下来，或用 numpy 抽取。",
        ),
        before="""\
import torch

torch.manual_seed(0)
x = torch.randn(3)
""",
        after="""\
import numpy as np
import torch

x = torch.from_numpy(np.random.default_rng(0).standard_normal(3))
""",
    ),
    Entry(
        "PC209",
        "behaviour",
        Text("the call goes through a slower helper", "该调用经由较慢的辅助函数"),
        Text(
            "A helper stands for the call because Paddle's own differs for some inputs, and it was measured to take "
            "more than one and a half times as long (docs/helper-speed.md). Said once a file for each API.",
            "由于 Paddle 自己的调用在某些输入下结果不同，这里由辅助函数代替；测得它的耗时超过一倍半"
            "（见 docs/helper-speed.md）。每个 API 每个文件报告一次。",
        ),
        Text(
            "if the time matters there and your inputs are not those for which Paddle differs (the helper's docstring "
            "names them), write Paddle's call.",
            "如果此处耗时重要，而你的输入不属于 Paddle 结果不同的情形（见辅助函数的说明），可以直接写 Paddle 的调用。",
        ),
        before="""\
import torch

def loss(scores, classes):
    return torch.nn.functional.nll_loss(scores, classes)
""",
        after="""\
import paddle

def loss(scores, classes):
    return paddle.nn.functional.nll_loss(scores, classes)
""",
    ),
    Entry(
        "PC210",
        "behaviour",
        Text("the converted call differs in what the message says", "转换后的调用在消息所述方面不同"),
        Text(
            "The call was converted, and something about it is not as in torch: a tolerance, an effect that is "
            "missing, memory that is not shared. Said once a file for each API, in the words of its rule.",
            "调用已转换，但某些方面与 torch 不同：精度、缺少的作用、不共享的内存。每个 API 每个文件报告一次，"
            "内容为其规则中的说明（英文）。",
        ),
        Text("see whether the program depends on it.", "检查程序是否依赖于此。"),
        before="""\
import torch

@torch.compile
def double(x):
    return 2 * x
""",
        after="""\
import torch

def double(x):
    return 2 * x
""",
    ),
    Entry(
        "PC211",
        "behaviour",
        Text("this stays eager-only: a static graph does not take it", "此处只能在动态图下运行：静态图不支持"),
        Text(
            "Reported with `--static_graph`. The code is right in eager mode; under `paddle.jit.to_static` or "
            "`paddle.jit.save` it fails, or means something else: a Python value of a tensor that is not known while "
            "the graph is built, an in-place change of something that is no local variable, a tensor that `forward` "
            "keeps on its object. The message says which.",
            "使用 `--static_graph` 时报告。代码在动态图下是正确的；在 `paddle.jit.to_static` 或 `paddle.jit.save` 下"
            "会失败或含义不同：建图时还不知道的张量的 Python 值、对非局部变量的原地修改、`forward` 保存在对象上的张量。"
            "消息会说明是哪一种。",
        ),
        Text(
            "compute it from tensors, assign the result, or pass the state in and out (docs/static-graph.md).",
            "改用张量计算、把结果赋给变量，或把状态作为输入和输出传递（见 docs/static-graph.md）。",
        ),
        before="""\
import torch

class Layer(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return sum(x.tolist())
""",
        after="""\
import torch

class Layer(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return x.sum()
""",
        options=("--static_graph",),
    ),
)
