import torch
import torch.nn.functional as F

paddle = 1
paddle_helpers = [2]
helper = {"a": 3}
out = input = 4
_tmp = tmp = x_ = result = 5


def paddle_add(numpy, self_=6, dim=0, *, paddle_helpers_1=7):
    import math as paddle

    values, indices = torch.max(numpy, dim)
    functools = torch.add(values, F.pad(values, [1, 0])[1:], alpha=self_)
    return functools, indices, paddle.floor(1.5), paddle_helpers_1


einops = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
a, b, c, d = paddle_add(einops)
print(a.tolist(), b.tolist(), c, d, paddle, paddle_helpers, helper, out, input, tmp, _tmp, x_, result)
print([paddle.max(0)[0].item() for paddle in einops], paddle, torch.numel(einops), (lambda helper: helper.sort(0)[1].tolist())(einops))
for paddle_helpers in torch.split(einops, 1):
    print(torch.clamp(paddle_helpers, max=2).tolist())
