import torch
import torch.nn.functional as F

x = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
calls = [
    lambda: torch.max(x, axis=9),
    lambda: torch.sum(x, 0, dim=0),
    lambda: torch.transpose(x, 0),
    lambda: x.view(3, 3),
    lambda: torch.stack([x, x[0]]),
    lambda: F.softmax(),
    lambda: torch.zeros(2, nonsense=1),
    lambda: x.max(0, 1, 2, 3),
    lambda: torch.abs(x, x, x),
    lambda: torch.nn.Linear(2),
    lambda: torch.nn.Conv2d(1, 2, 3, nonsense=True),
    lambda: torch.add(x, x, 2, 3),
    lambda: torch.clamp(x),
]
for number, call in enumerate(calls):
    try:
        print(number, call())
    except Exception as error:
        print(number, "refused", isinstance(error, (TypeError, ValueError, RuntimeError, IndexError)))
