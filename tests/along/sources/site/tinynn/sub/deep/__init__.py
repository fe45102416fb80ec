import torch


def rows(x):
    return x.view(x.size(0), -1)
