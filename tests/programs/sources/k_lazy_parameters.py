import copy
import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter


class Lazy(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = UninitializedParameter()
        self.bias = nn.Parameter(torch.zeros(size))
        self.hook = self.register_forward_pre_hook(self.begin)

    @torch.no_grad()
    def begin(self, module, inputs):
        if isinstance(self.weight, nn.UninitializedParameter):
            self.weight.materialize((self.bias.numel(), inputs[0].size(-1)))
            self.weight.fill_(0.5)
        module.hook.remove()

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


net = Lazy(2)
twin = copy.deepcopy(net)
print(isinstance(twin.weight, UninitializedParameter), [name for name, _ in net.named_parameters()], net.weight)
loss = net(torch.ones(3, 4)).pow(2).sum()
loss.backward()
print(loss.item(), isinstance(net.weight, UninitializedParameter), tuple(net.weight.grad.shape))
torch.optim.SGD(net.parameters(), lr=0.01).step()
print({name: value.tolist() for name, value in net.state_dict().items()})
