import importlib.metadata
import importlib.util
import os, tinynn
import tinynn.sub.named
import tinynn.models.small as small
import torch
from .inner.parts import NAMES


def installed(name):
    return importlib.util.find_spec(name) is not None and importlib.metadata.version(name)


def run():
    assert installed("tinynn") == "1.2" and installed("torch") and not installed("nothing_of_that_name")
    model = tinynn.create("broad")
    block = small.Model(4).block
    named = importlib.import_module("tinynn.sub.named").NAME
    return model.name, NAMES, tuple(block(torch.zeros(1, 4)).shape), named == tinynn.sub.named.NAME, os.sep
