import torch

pixels = (torch.tensor([0.1, 0.5, 0.99]) * 255).to(torch.uint8)
shift = 5
print((pixels * 2**3).tolist(), (pixels // 2).tolist(), (pixels - 1).tolist(), (pixels % 7).tolist(), pixels.dtype == torch.uint8)
print(((pixels >> shift) << shift).tolist(), (pixels / 255).dtype == torch.float32, (pixels + pixels).tolist())
steps = torch.tensor([1, -2, 3], dtype=torch.int16)
print((steps * steps).tolist(), (steps * 2).dtype == torch.int16, (steps + steps.to(torch.int8)).dtype == torch.int16)
