import lib
from lib import Layer, describe

print(lib.utils.is_torch_available(), lib.utils.is_flax_like_available(), describe())
layer = Layer(3)
print(layer(2).tolist(), Layer.__module__)
print(lib.utils.is_torch_version(">=", "2.0"), lib.utils.is_torch_version("<", "2.0"))
