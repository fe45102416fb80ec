import torch
def width(dtype):
    match dtype:
        case torch.float32 | torch.int32:
            return 4
        case torch.float64:
            return 8
        case torch.float16 | torch.bfloat16 as half:
            return str(half).split(".")[1]
        case other:
            return other
def shape(x):
    match x:
        case torch.Tensor(shape=(a, b)):
            return a, b
        case torch.nn.Linear(in_features=n):
            return n
        case {"x": torch.Tensor() as t, **torch_rest}:
            return t.sum().item(), torch_rest
print([width(d) for d in (torch.float32, torch.float64, torch.bfloat16, "other")])
print(shape(torch.ones(2, 3)), shape(torch.nn.Linear(4, 1)), shape({"x": torch.ones(2), "k": 1}))
