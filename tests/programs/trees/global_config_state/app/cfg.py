import torch
dtype = torch.float32
def set_dtype(d):
    global dtype
    dtype = d
