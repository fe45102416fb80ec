import torch as np
import numpy as torch
print(np.cat([np.ones(1)]).tolist(), torch.concatenate([torch.ones(1)]).tolist())
