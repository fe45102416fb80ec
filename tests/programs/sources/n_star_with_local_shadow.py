from torch.nn.functional import *
import torch
def relu(x):
    return "own relu"
print(relu(1), silu(torch.zeros(1)).tolist())
def g(softmax):
    return softmax
print(g(3), softmax(torch.zeros(2), dim=0).tolist())
