import torch
import torch.nn.functional as F
def top_k(logits, k):
    v, _ = torch.topk(logits, k)
    logits[logits < v[:, [-1]]] = -float("Inf")
    return logits
def top_p(logits, p):
    s, i = torch.sort(logits, descending=True)
    cum = torch.cumsum(F.softmax(s, dim=-1), dim=-1)
    drop = cum > p
    drop[..., 1:] = drop[..., :-1].clone()
    drop[..., 0] = 0
    return logits.masked_fill(drop.scatter(1, i, drop), float("-inf"))
def model(ids): return F.one_hot((ids + 1) % 5, 5).float() * 5 + torch.arange(5.) / 10
ids = torch.tensor([[0], [3]])
for _ in range(3):
    logits = model(ids)[:, -1, :] / .8
    probs = F.softmax(top_p(top_k(logits, 3), .9), dim=-1)
    nxt = torch.argmax(probs, dim=-1, keepdim=True)
    ids = torch.cat((ids, nxt), dim=1)
print(ids.tolist(), [round(x, 3) for x in probs[0].tolist()])
done = (ids == 2).any(dim=1)
lens = torch.where(done, (ids == 2).int().argmax(1), ids.size(1))
print(done.tolist(), lens.tolist(), ids[~done].shape, ids.gather(1, lens.clamp(max=3)[:, None]).squeeze(1).tolist())
