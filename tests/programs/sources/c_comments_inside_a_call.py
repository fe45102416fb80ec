import torch

x = torch.cat(  # torch.cat
    [
        torch.ones(1),  # a torch.Tensor
        # torch.zeros(1),
        torch.full(
            (2,),  # how many
            3.0,
        ),
    ],
    # along the first
    dim=0,
)
y = (x  # torch
     .reshape(1, 3)
     # then torch.max
     .max(dim=1)
     .values)
print(x.tolist(), y.tolist())
