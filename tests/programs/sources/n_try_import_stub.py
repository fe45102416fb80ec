try:
    import torch
except ImportError:
    class torch:
        @staticmethod
        def ones(n): return [1] * n
print(list(torch.ones(2)) is not None, torch.cat([torch.ones(1)]).tolist())
