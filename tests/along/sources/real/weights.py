import torch


def fill(model):
    """Weights that depend on nothing but their place."""
    with torch.no_grad():
        for number, tensor in enumerate(model.state_dict().values()):
            if tensor.dtype.is_floating_point:
                wave = torch.arange(tensor.numel(), dtype=torch.float32).mul(0.37).add(number).sin()
                tensor.copy_(wave.reshape(tensor.shape) * 0.05 + (0.5 if tensor.dim() == 1 else 0))
    return model.eval()
