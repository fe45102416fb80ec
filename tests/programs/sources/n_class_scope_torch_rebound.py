import torch
class Box:
    torch = "shadow"
    name = torch.upper()
    def f(self):
        return torch.ones(2).tolist()
print(Box.name, Box().f())
