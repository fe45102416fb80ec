import pickle, torch, copyreg
from torch import nn
print(pickle.loads(pickle.dumps(nn.ReLU)) is nn.ReLU, pickle.loads(pickle.dumps(torch.float32)) == torch.float32)
