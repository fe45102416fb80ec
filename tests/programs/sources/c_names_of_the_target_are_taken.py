import torch

paddle = "an oar"
paddle_helpers = ["a", "b"]


def row(paddle_helpers_2=4):
    return paddle, paddle_helpers_2


x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(paddle, paddle_helpers, row())
print(x.max(dim=1).values.tolist(), torch.nn.functional.relu(-x).sum().item())
