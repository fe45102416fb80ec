import torch
from torch import nn

for cls, kw in ((nn.LSTM, {"bidirectional": True}), (nn.GRU, {"num_layers": 2}), (nn.RNN, {"nonlinearity": "relu"})):
    m = cls(3, 2, batch_first=True, **kw)
    with torch.no_grad():
        for j, p in enumerate(m.parameters()):
            p.copy_(torch.linspace(-0.5, 0.5, p.numel()).view_as(p))
    out, h = m(torch.linspace(-1, 1, 12).view(2, 2, 3))
    h = h[0] if isinstance(h, tuple) else h
    print(cls.__name__, [round(v, 4) for v in out.flatten().tolist()[:4]], list(out.shape), list(h.shape), [n for n, _ in m.named_parameters()][:3])
cell = nn.LSTMCell(2, 2)
print([list(t.shape) for t in cell(torch.ones(1, 2))], m.hidden_size, m.batch_first)
e = nn.Embedding(4, 2, padding_idx=0)
print(list(e(torch.tensor([[0, 1]])).shape), e.weight[0].tolist(), e.num_embeddings)
