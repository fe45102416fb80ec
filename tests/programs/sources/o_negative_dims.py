import torch
import torch.nn.functional as F

x = torch.arange(24.0).view(2, 3, 4)
i = -1
print(x.transpose(-1, -3).shape == (4, 3, 2), torch.cat([x, x], dim=-2).size(-2), x.unsqueeze(-1).size(), x.unsqueeze(-4).size(0))
print(torch.stack((x, x), -1).shape[-1], x.flatten(-2).tolist()[1][:2], x.flatten(start_dim=-3, end_dim=i - 1).shape[0], x.squeeze(-2).dim())
print(x.select(-2, -1)[0].tolist(), x.narrow(-1, -2, 2)[0, 0].tolist(), x.split(2, -1)[1][0, 0].tolist(), x.chunk(3, dim=-2)[-1].shape[1])
print(x.permute(-1, 0, -2).shape[1], x.sum((-1, -2)).tolist(), x.softmax(i).sum(i).sum().item(), F.normalize(x, dim=-3)[0, 0, 1].item() > 0)
print(x.roll(-1, -1)[0, 0].tolist(), x.flip(-1)[0, 0].tolist(), x.flip((-1, -2))[0, 0].tolist(), x.rot90(-1, (-1, -2))[0, 0].tolist())
print(x.index_select(-1, torch.tensor([3, 0]))[1, 2].tolist(), x.gather(-1, torch.zeros(2, 3, 1, dtype=torch.long)).shape[-1], x.unbind(-1)[-1][0].tolist())
print(x.repeat_interleave(2, dim=-2).shape[-2], x.topk(2, -1).values[0, 0].tolist(), x.sort(-2, True)[0][0, 0].tolist(), x.argmax(-1)[0].tolist())
print(x.movedim(-1, 0).shape[0], x.unflatten(-1, (2, -1)).shape[-2], x.diff(dim=-1)[0, 0].tolist(), x.cumsum(-3)[-1, -1].tolist(), x.tensor_split((1, -1), -1)[1].shape[-1])
