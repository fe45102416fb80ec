"""The likely Paddle counterpart of a torch name, by names alone: a person must look at it."""

from __future__ import annotations

from paconvert_ng.rules.signatures import Snapshot

#: Where torch keeps names → where Paddle does, in the order in which they are looked through.
PLACES = {
    "torch.nn.functional": ("paddle.nn.functional", "paddle.compat.nn.functional", "paddle"),
    "torch.nn.utils": ("paddle.nn.utils", "paddle.nn"),
    "torch.nn.init": ("paddle.nn.init", "paddle.nn.initializer"),
    "torch.nn": ("paddle.nn", "paddle.compat.nn"),
    "torch.optim.lr_scheduler": ("paddle.optimizer.lr",),
    "torch.optim": ("paddle.optimizer",),
    "torch.utils.data": ("paddle.io",),
    "torch.special": ("paddle", "paddle.special"),
    "torch.linalg": ("paddle.linalg", "paddle"),
    "torch.fft": ("paddle.fft",),
    "torch.signal.windows": ("paddle.audio.functional",),
    "torch.distributions": ("paddle.distribution",),
    "torch.distributed": ("paddle.distributed",),
    "torch.sparse": ("paddle.sparse",),
    "torch.autograd": ("paddle.autograd", "paddle"),
    "torch.cuda": ("paddle.device.cuda", "paddle.cuda", "paddle.device"),
    "torch.amp": ("paddle.amp",),
    "torch.jit": ("paddle.jit",),
    "torch": ("paddle", "paddle.compat", "paddle.nn.functional", "paddle.linalg"),
}
_ROOT = "torch."


def receiver_class(owner: str) -> str:
    """Paddle's class for a torch class whose members are looked up."""
    return {"torch.Tensor": "paddle.Tensor", "torch.nn.Module": "paddle.nn.Layer"}.get(owner, "")


def counterparts(name: str, source: Snapshot, target: Snapshot) -> list[str]:
    """Names of Paddle's that may mean the same, the likeliest first; for a member ``self.name``."""
    owner, _, last = name.rpartition(".")
    if source.kind(name) in ("method", "attribute"):
        paddle_class = receiver_class(owner)
        found = [f"self.{last}"] if paddle_class and target.member(paddle_class, last) else []
        return found + [other for other in (f"paddle.{last}", f"paddle.nn.functional.{last}") if other in target]
    spellings = _spellings(last)
    found = []
    for spelling in spellings:
        found += [f"{place}.{spelling}" for place in _places(owner) if f"{place}.{spelling}" in target]
    if not found:
        found = sorted(
            (other for other in target if other.rpartition(".")[2] in spellings and target.kind(other) != "module"),
            key=lambda other: (other.count("."), other),
        )
    kind = source.kind(name)
    fitting = [other for other in found if (target.kind(other) == "class") == (kind == "class")]
    return list(dict.fromkeys(fitting))


def _places(owner: str) -> tuple[str, ...]:
    if owner in PLACES:
        return PLACES[owner]
    mirrored = f"paddle.{owner.removeprefix(_ROOT)}"
    return (mirrored, *PLACES["torch"])


def _spellings(last: str) -> list[str]:
    """``Conv2d`` is ``Conv2D`` in older names of Paddle; ``BatchNorm1d``, ``BatchNorm1D``."""
    found = [last]
    for digit in "123":
        found += [last.replace(f"{digit}d", f"{digit}D")] if f"{digit}d" in last else []
    return found
