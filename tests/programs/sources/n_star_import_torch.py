from torch import *
x = tensor([1.0, -2.0])
print(abs(x).tolist(), sum(x).item(), max(x).item(), round(x).tolist(), x.dtype == float32, all(x > 0).item())
