import torch


class Counter:
    def __init__(self):
        self.n = 0
        self.x = torch.tensor([[3.0, 1.0], [2.0, 4.0]])

    def step(self):
        self.n += 1
        return self.n

    def shift(self):
        self.x = self.x + 10
        return self.x


c = Counter()
print(torch.clamp(c.x, max=c.step() + 1, min=c.n).tolist())
print(torch.lerp(c.x, c.shift(), c.n / 2).tolist())
print(torch.where(c.x > 12, c.x, c.shift()).tolist(), c.n)
print(torch.addcmul(c.x, c.shift(), c.x, value=c.step()).tolist())
print(torch.sub(other=c.shift(), input=c.x, alpha=c.n).tolist(), c.x.add(c.shift(), alpha=c.step()).tolist())
print(torch.full(fill_value=c.step(), size=(c.n, c.step())).tolist())
print(torch.arange(c.n, step=c.step(), end=c.n * 3).tolist())
print(torch.rsub(c.x, c.shift()).tolist(), torch.true_divide(c.n, c.shift()).shape[0])
n = 0


def bump():
    global n
    n += 1
    return n


print(torch.linspace(n, bump(), steps=n + 3).tolist(), torch.narrow(c.x, n - 1, start=bump() - 2, length=n - 1).tolist())
print(torch.transpose(c.x, dim1=bump() - 3, dim0=n - 2).tolist())
