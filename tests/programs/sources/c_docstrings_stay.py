"""Averages, as torch.mean gives them."""
import torch


class Average(torch.nn.Module):
    """A torch.nn.Module; see torch.Tensor.mean."""

    def forward(self, x):
        """Takes a torch.Tensor."""  # a torch tensor
        return x.mean()  # torch.mean(x)


print(__doc__)
print(Average.__doc__, Average.forward.__doc__)
print(Average()(torch.tensor([1.0, 2.0, 6.0])).item())
