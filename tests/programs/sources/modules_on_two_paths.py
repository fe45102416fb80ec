"""A name that is a module of torch on one path and something else on another."""

import sys
import types

import torch

mine = types.SimpleNamespace(relu=lambda x: "mine", pad=lambda x, pad: ["mine", pad])

if "--theirs" in sys.argv:
    F = mine
else:
    F = torch.nn.functional


def conditional(x, theirs):
    G = mine if theirs else torch.nn.functional
    return G.relu(x), G.pad(x, (1, 0))


def branches(x, theirs):
    if theirs:
        G = mine
    else:
        G = torch.nn.functional
        print(G.max_pool1d(x[None, None], 2).tolist())
    return G.relu(x), G.pad(x, (0, 1))


def imported(x, theirs):
    if theirs:
        H = mine
    else:
        from torch.nn import functional as H

        print(H.softmax(x * 0, dim=0).tolist())
    return H.relu(x), H.pad(x, [2, 0])


x = torch.tensor([-1.0, 2.0])
print(F.relu(x).tolist(), F.pad(x, (1, 1)).tolist())
for theirs in (False, True):
    for function in (conditional, branches, imported):
        for found in function(x, theirs):
            print(function.__name__, found.tolist() if isinstance(found, torch.Tensor) else found)
