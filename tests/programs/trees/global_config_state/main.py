from app import cfg, ops
import torch
print(cfg.dtype == torch.float32, ops.make().dtype == torch.float32)
cfg.set_dtype(torch.float64)
print(ops.make().dtype == torch.float64, cfg.dtype == torch.float64)
