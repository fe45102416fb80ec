import enum, functools, torch
class Act(enum.Enum):
    relu = functools.partial(torch.relu)
    table = {"tanh": torch.tanh}
print([a.name for a in Act], Act.table.value["tanh"](torch.zeros(1)).tolist())
