import torch as lib
try:
    raise KeyError("k")
except KeyError as lib:
    print(lib)
try:
    lib
except NameError:
    print("deleted")
