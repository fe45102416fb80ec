"""Random programs that run: tensors of two rows and columns, every argument announced when it is evaluated.

They print the values and the order in which arguments were evaluated, both of which a conversion keeps.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

#: Operations that take tensors {t} and give one; `say(...)` is put around every argument.
TENSOR_CALLS = (
    "torch.add({t}, {t}, alpha={n})",
    "torch.add(alpha={n}, other={t}, input={t})",
    "torch.sub(other={t}, input={t})",
    "torch.clamp(max={n}, min={m}, input={t})",
    "torch.clamp({t}, {m}, {n})",
    "torch.where({t} > {m}, {t}, {t})",
    "torch.transpose(dim1={d}, dim0={e}, input={t})",
    "torch.lerp({t}, {t}, weight={h})",
    "torch.addcmul({t}, {t}, {t}, value={h})",
    "torch.maximum({t}, other={t})",
    "torch.max({t}, {t})",
    "torch.max({t}, dim={d}).values.expand({two}, -1)",
    "torch.stack(({t}[{z}], {t}[{z}]), dim={d})",
    "torch.cat([{t}[:{one}], {t}[:{one}]], {z})",
    "torch.full(fill_value={m}, size=({two}, {two}))",
    "torch.roll({t}, dims={d}, shifts={one})",
    "torch.sort(dim={d}, input={t})[{z}]",
    "torch.cumsum({t}, {d})",
    "torch.Tensor.add({t}, {t}, alpha={n})",
    "F.pad({t}[:, :{one}], [{one}, {z}], value={m})",
    "F.relu({t}, inplace=False)",
    "{t}.view({two}, {two})",
    "{t}.max(dim={d}, keepdim=True)[{z}].repeat(*{same})",
    "{t}.permute({e}, {d})",
    "{t}.add({t}, alpha={n}).sort({d}, True)[0]",
    "{t}.masked_fill(value={m}, mask={t} > {m})",
    "{t}.sum({d}, keepdim=True).expand_as({t})",
    "{t}.clone().add_({t})",
    "({t} @ {t})",
    "({t} - {t} * {h})",
)
#: Python around tensors.
CONTEXTS = (
    "({t} if {c} else {t})",
    "(w := {t})",
    "(lambda a, b={t}: torch.add(a, b))({t})",
    "[{t} for _ in range({one})][{z}]",
    "next({t} for i in range({two}) if i >= {one})",
    "({c} and {t} or {t})[...]",
    "identity(*[{t}], **{{}})",
    "dict(a={t})['a']",
    "(lambda: {t})()",
    "sum(({t} for _ in range({two})), {t})",
)
STATEMENTS = (
    "r = {t}",
    "r, s = {t}, {t}",
    "r[{z}] += {t}[{one}]",
    "box.t = {t}",
    "box.t += {t}",
    "box[{z}].t -= {t}",
    "boxes[{z}] *= {t}",
    "say('box', box).t *= {t}",
    "if {c}: r = {t}",
    "for r in ({t}, {t}): pass",
    "def f(a={t}): return a + {t}\nr = f()",
    "r = (f'{{ {t}.sum().item() > {m} }}', {t})[{one}]",
    "while {c}:\n    r = {t}\n    break",
    "class C: r = {t}; s = {t}",
    "r = yielded({t}, {t})",
    "try: r = {t}\nfinally: log.append('finally')",
)
_NUMBERS = {
    "n": ("2", "3", "4"), "m": ("-1.0", "0.0", "1.0"), "d": ("0", "1"), "h": ("0.5", "0.25"), "z": ("0",),
    "one": ("1",), "two": ("2",), "c": ("True", "False"), "same": ("[1, 2]",),
}  # fmt: skip
HEADER = """\
import torch
import torch.nn.functional as F

log = []


def say(name, value):
    log.append(name)
    return value


def identity(*args, **kwargs):
    return args[0]


def yielded(a, b):
    def steps():
        got = torch.add((yield a), (yield b), alpha=2)
        yield got
    step = steps()
    return torch.stack([next(step), step.send(a)])[1] + step.send(b)


class Box:
    t = torch.ones(2, 2)

    def __getitem__(self, key):
        log.append(key)
        return self


box, boxes = Box(), [torch.ones(2, 2)] * 2
r = s = w = torch.tensor([[1.0, -2.0], [0.5, 3.0]])
"""
FOOTER = """\
print(log)
for t in (r, s, w, box.t, *boxes):
    print([[round(v, 3) + 0.0 for v in row] for row in t.double().tolist()])
"""


@st.composite
def traced_programs(draw: Any) -> str:
    counter = iter(range(10_000))
    lines = [_filled(draw, draw(st.sampled_from(STATEMENTS)), counter, 2) for _ in range(draw(st.integers(1, 3)))]
    return HEADER + "\n".join(lines) + "\n" + FOOTER


def _filled(draw: Any, template: str, counter: Any, depth: int) -> str:
    dims: list[str] = []
    out = []
    rest = template.replace("{{", "\x01").replace("}}", "\x02")
    while "{" in rest:
        before, _, rest = rest.partition("{")
        slot, _, rest = rest.partition("}")
        out.append(before)
        if slot == "t":
            out.append(_tensor(draw, counter, depth))
            continue
        if slot == "e":
            # The other one of two dimensions, so that a permutation is one.
            value = str(1 - int(dims[-1])) if dims else "0"
        elif slot == "d" and "{e}" in template:
            value = draw(st.sampled_from(_NUMBERS["d"])) if "{e}" in rest else "1"
        else:
            value = draw(st.sampled_from(_NUMBERS[slot]))
        if slot in "de":
            dims.append(value)
        out.append(f"say({next(counter)}, {value})" if draw(st.booleans()) else value)
    return ("".join(out) + rest).replace("\x01", "{").replace("\x02", "}")


def _tensor(draw: Any, counter: Any, depth: int) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(("r", "s", "w", "box.t")))
        return f"say({next(counter)}, {name})" if draw(st.booleans()) else name
    text = _filled(draw, draw(st.sampled_from((*TENSOR_CALLS, *CONTEXTS))), counter, depth - 1)
    return f"say({next(counter)}, {text})" if draw(st.integers(0, 2)) == 0 else text
