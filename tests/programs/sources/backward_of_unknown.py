"""A receiver of which nothing is known, and arguments that only torch's method has."""
import torch


class Scaler:
    def scale(self, loss):
        return loss * 2

    def backward(self, create_graph=False):
        return f"own backward, create_graph={create_graph}"

    def numpy(self, *, force=False):
        return f"own numpy, force={force}"


def step(scaler, loss, create_graph=False):
    scaler.scale(loss).backward(create_graph=create_graph)


def run(thing, inputs):
    return thing.backward(inputs=inputs)


def own(thing):
    return thing.backward(create_graph=True), thing.numpy(force=True)


x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.tensor([3.0, 4.0], requires_grad=True)
step(Scaler(), (x * x).sum())
print(x.grad.tolist())
run((x * y).sum(), [y])
print(x.grad.tolist(), y.grad.tolist())
print(own(Scaler()))
print([thing.numpy(force=True).tolist() for thing in (x,)])
