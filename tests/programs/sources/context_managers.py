import contextlib
import torch


@contextlib.contextmanager
def evaluating(m):
    was = m.training
    m.eval()
    try:
        with torch.no_grad(), torch.autocast("cpu", enabled=False):
            yield m
    finally:
        m.train(was)


m = torch.nn.Linear(2, 2)
with evaluating(m) as e, contextlib.nullcontext():
    y = e(torch.ones(1, 2))
print(y.requires_grad, m.training, torch.is_grad_enabled())
ctx = torch.no_grad() if True else contextlib.suppress()
with ctx:
    print((m.weight * 2).requires_grad)
with torch.inference_mode(mode=False):
    print((m.weight * 2).requires_grad)
g = torch.random.get_rng_state()
torch.manual_seed(3)
a = torch.rand(2)
torch.manual_seed(3)
print((a == torch.rand(2)).all().item())
