"""PC1xx: uses of the source framework that were left as they were."""

from __future__ import annotations

from paconvert_ng.diagnostics.entry import Entry, Text

ENTRIES = (
    Entry(
        "PC101",
        "unconverted",
        Text("no rule for this API", "没有该 API 的规则"),
        Text(
            "No rule names this function, class, method or attribute.",
            "没有任何规则提到这个函数、类、方法或属性。",
        ),
        Text(
            "write the Paddle call by hand, or a rule (`--rules DIR`, see rule-format.md) if it occurs often.",
            "手工写出对应的 Paddle 调用；如果多次出现，可编写一条规则（`--rules DIR`，见 rule-format.md）。",
        ),
        before="""\
import torch

def run(x):
    return torch.some_new_function(x)
""",
        after="""\
import paddle

def run(x):
    return paddle.nn.functional.softsign(x)
""",
    ),
    Entry(
        "PC102",
        "unconverted",
        Text("Paddle has no equivalent", "Paddle 没有等价物"),
        Text(
            "A rule knows the API and says why no Paddle call means the same; the message is its reason and, where "
            "there is one, a way round.",
            "规则认识这个 API，并说明为什么没有含义相同的 Paddle 调用；消息给出原因，可能的话还有替代办法。",
        ),
        Text(
            "follow the message. What the API does is usually not needed under Paddle (a compiler hint, a backend "
            "switch), or has to be done another way.",
            "按消息处理。这类 API 在 Paddle 下通常不需要（编译提示、后端开关），或者要用别的方式完成。",
        ),
        before="""\
import torch

def make(parameters):
    return torch.optim.SparseAdam(parameters)
""",
        after="""\
import torch

def make(parameters):
    return torch.optim.Adam(parameters)
""",
    ),
    Entry(
        "PC103",
        "unconverted",
        Text("an argument is not handled by the rule", "规则不处理某个参数"),
        Text(
            "The call is converted for other values of this argument, not for this one.",
            "该参数取其他值时可以转换，取这个值时不能。",
        ),
        Text(
            "drop the argument if its effect does not matter to you, or write the call by hand.",
            "如果该参数的作用对你无关紧要就去掉它，否则手工改写这个调用。",
        ),
        before="""\
import torch

frequencies = torch.fft.fftfreq(8, requires_grad=True)
""",
        after="""\
import torch

frequencies = torch.fft.fftfreq(8).requires_grad_()
""",
    ),
    Entry(
        "PC104",
        "unconverted",
        Text("the value of an argument is not known", "参数的值未知"),
        Text(
            "What to convert to depends on a value that is not in the text: a variable, a parameter, `**options`.",
            "转换结果取决于文本中没有的值：变量、形参或 `**options`。",
        ),
        Text(
            "annotate the parameter, write the literal, or pass the arguments one by one instead of by `*` and `**`.",
            "为形参加注解，写出字面值，或者逐个传参而不是用 `*` 和 `**`。",
        ),
        before="""\
import torch

def frequencies(learned):
    return torch.fft.fftfreq(8, requires_grad=learned)
""",
        after="""\
import torch

def frequencies(learned):
    return torch.fft.fftfreq(8).requires_grad_(learned)
""",
    ),
    Entry(
        "PC105",
        "unconverted",
        Text("the call does not fit the API's signature", "调用与 API 的签名不符"),
        Text(
            "The arguments fit none of the API's forms, so nothing is known of what they mean. Often the code was "
            "written for another version of the framework.",
            "参数不符合该 API 的任何一种形式，因此无法知道它们的含义。代码往往是为框架的另一个版本写的。",
        ),
        Text(
            "check the call against the framework's documentation.",
            "对照框架文档检查这个调用。",
        ),
        before="""\
import torch

frequencies = torch.fft.fftfreq(8, 1.0, 2.0)
""",
        after="""\
import torch

frequencies = torch.fft.fftfreq(8, 1.0)
""",
    ),
    Entry(
        "PC106",
        "unconverted",
        Text("arguments cannot be kept in their order of evaluation", "无法保持参数的求值顺序"),
        Text(
            "Paddle's call takes the arguments in another order, or one twice, and they do something when they are "
            "evaluated (a call, an assignment), so that moving them could change the result.",
            "Paddle 的调用以另一种顺序取这些参数，或者重复取某个参数；而它们求值时有副作用（调用、赋值），"
            "移动会改变结果。",
        ),
        Text(
            "assign the arguments to names on lines before the call.",
            "在调用之前把参数先赋给变量。",
        ),
        before="""\
import torch

def frequencies(numbers):
    return torch.fft.fftfreq(d=next(numbers), n=next(numbers))
""",
        after="""\
import torch

def frequencies(numbers):
    spacing = next(numbers)
    return torch.fft.fftfreq(d=spacing, n=next(numbers))
""",
    ),
    Entry(
        "PC107",
        "unconverted",
        Text("the name may mean different things here", "此处的名字可能有不同含义"),
        Text(
            "The name is bound more than once, to things that differ: in two branches, in a loop, by a star import.",
            "这个名字被绑定了不止一次，且含义不同：在两个分支中、在循环中，或来自 `import *`。",
        ),
        Text("give the two things two names.", "给两样东西起不同的名字。"),
        before="""\
import sys

if "--mine" in sys.argv:
    import mypackage as backend
else:
    import torch.distributed as backend
backend.barrier()
""",
        after="""\
import sys

if "--mine" in sys.argv:
    import mypackage

    mypackage.barrier()
else:
    import torch.distributed

    torch.distributed.barrier()
""",
    ),
    Entry(
        "PC108",
        "unconverted",
        Text("the API cannot be used as a value", "该 API 不能作为值使用"),
        Text(
            "The function, method or module is passed on rather than called, and nothing that behaves the same under "
            "every later call can stand in for it.",
            "函数、方法或模块被传递而不是被调用，没有任何替代物能在以后的每种调用下都表现一致。",
        ),
        Text(
            "pass a function that calls it, `lambda dim: x.new_ones(dim)`, so that the call itself is converted.",
            "传一个执行该调用的函数，例如 `lambda dim: x.new_ones(dim)`，这样调用本身就能被转换。",
        ),
        before="""\
import torch

def sizes(x: torch.Tensor):
    return x.new_ones
""",
        after="""\
import torch

def sizes(x: torch.Tensor):
    return lambda dim: x.new_ones(dim)
""",
    ),
)
