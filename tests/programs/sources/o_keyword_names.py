import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
print(torch.sum(input=x, axis=1).tolist(), torch.mean(input=x, dim=0, keepdim=True).tolist(), torch.pow(exponent=2, input=x).tolist(), torch.matmul(other=x, input=x).tolist())
print(x.pow(exponent=2).tolist(), x.eq(other=x).all().item(), torch.reshape(shape=(4,), input=x).tolist(), torch.concat(tensors=(x, x), axis=1).shape[1], torch.stack(tensors=[x], dim=0).dim())
print(F.linear(input=x, weight=x, bias=None).tolist(), F.embedding(input=torch.tensor([1]), weight=x).tolist(), F.one_hot(input=torch.tensor([1]), num_classes=2).tolist(), F.layer_norm(x, normalized_shape=(2,), eps=1.0).shape[0])
print(torch.arange(start=1, end=4).tolist(), torch.arange(end=2).tolist(), torch.linspace(start=0, end=1, steps=3).tolist(), torch.full(size=(1,), fill_value=2).tolist(), torch.squeeze(input=x[None], dim=0).dim())
print(torch.isclose(input=x, other=x, rtol=0.1).all().item(), torch.einsum("ij->j", x).tolist(), torch.bmm(mat2=x[None], input=x[None]).shape[0], torch.addmm(input=x, mat1=x, mat2=x, beta=0, alpha=2).tolist())
print(nn.Linear(in_features=2, out_features=3).out_features, nn.Embedding(num_embeddings=3, embedding_dim=2, padding_idx=0).weight[0].tolist(), nn.Softmax(dim=1)(input=x).sum().item(), nn.ReLU()(input=-x).sum().item())
print(torch.gather(input=x, dim=1, index=torch.tensor([[0], [1]])).tolist(), torch.index_select(x, dim=0, index=torch.tensor([1])).tolist(), torch.masked_select(mask=x > 2, input=x).tolist(), torch.tril(diagonal=-1, input=x).tolist(), x.cumsum(axis=0).tolist())
