def load():
    global t
    import torch as t


def use():
    def inner():
        return t.arange(3).sum().item()

    return inner()


load()
print(use(), t.ones(2).tolist())
