import importlib
import os, tinynn
import tinynn.sub.named
import tinynn.models.small as small
import torch
from .inner.parts import NAMES


def run():
    model = tinynn.create("broad")
    block = small.Model(4).block
    named = importlib.import_module("tinynn.sub.named").NAME
    return model.name, NAMES, tuple(block(torch.zeros(1, 4)).shape), named == tinynn.sub.named.NAME, os.sep
