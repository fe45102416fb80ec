from lib import *
print(zeros(2).tolist(), relu(tensor([-1.0])).tolist(), type(Net()).__name__, isinstance(Net(), nn.Module))
