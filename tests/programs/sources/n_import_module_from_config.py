"""Classes that a configuration in the program names by their dotted path."""
import pkgutil
import pydoc
from importlib import import_module

import torch


def instantiate(config):
    module, name = config.pop("_target_").rsplit(".", 1)
    return getattr(import_module(module), name)(**config)


layer = instantiate({"_target_": "torch.nn.Linear", "in_features": 2, "out_features": 3})
print(tuple(layer.weight.shape), instantiate({"_target_": "collections.OrderedDict"}))
act = pydoc.locate("torch.nn.GELU")()
print(type(act).__name__, act(torch.zeros(2)).tolist(), pydoc.locate("torch.nn.NoSuchLayer"))
print(pkgutil.resolve_name("torch.nn:Tanh").__name__, pkgutil.resolve_name("math.sqrt")(4.0))
library = import_module("torch" if torch.ones(1).sum() > 0 else "numpy")
print(library.ones(2).tolist())
