import torch

TEXT = "result = sum(values) * 2  # no torch here"
space = {"values": torch.tensor([1, 2, 3]).tolist()}
exec(TEXT, space)
print(space["result"], eval("x.sum().item()", {"x": torch.ones(4)}))
message = "torch.{} is asked for"
try:
    raise ValueError(message.format("relu"))
except ValueError as torch_error:
    print(torch_error)
