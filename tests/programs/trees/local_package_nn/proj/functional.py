import torch
def relu(x):
    return x * 2
