"""A negative number is true."""

import torch


def sign(x: torch.Tensor) -> str:
    if x:
        return "not zero"
    return "zero"


def countdown(x: torch.Tensor) -> list[int]:
    seen = []
    while x:
        seen.append(int(x))
        x = x + 1
    return seen


for value in (-2.0, 0.0, 3.0):
    print(sign(torch.tensor(value)))
print(countdown(torch.tensor(-3)))
total = torch.tensor([1.0, -4.0]).sum()
print("negative" if total else "nothing", not total, bool(total))
print([int(i) for i in torch.tensor([-1, 0, 2]) if i])
try:
    if torch.tensor([1, 2]):
        print("both")
except RuntimeError as error:
    print(type(error).__name__)
