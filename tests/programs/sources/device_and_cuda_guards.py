import torch

use = torch.cuda.is_available()
dev = torch.device("cuda" if use else "cpu")
x = torch.ones(2, device=dev)
if x.is_cuda:
    x = x.cpu()
print(dev.type, x.device.type, x.device == torch.device("cpu"), str(x.device), x.to(dev).tolist(), x.cpu().numpy().tolist(), torch.cuda.device_count())
m = torch.nn.Linear(1, 1).to(device=dev, dtype=torch.float32)
print(next(m.parameters()).device.type, next(iter(m.state_dict().values())).device.type, torch.zeros_like(x, device="cpu").device.type, x.new_ones(1).device == x.device, dev.index)
print(torch.cuda.is_bf16_supported() if use else False, torch.backends.cudnn.enabled in (True, False), torch.backends.mps.is_available() if hasattr(torch.backends, "mps") else False, torch.get_num_threads() > 0, isinstance(dev, torch.device), f"{dev}")
torch.backends.cudnn.benchmark = True
if use:
    torch.cuda.synchronize()
    torch.cuda.empty_cache()
