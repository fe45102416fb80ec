import collections
import torch

s = "a-b-c"
d = collections.OrderedDict(a=1, b=2)
q = collections.deque([3, 1, 2])
line = ["z", "y"]
print(s.split("-"), s.split("-", 1), s.index("b"), "x".join(line), d.values(), list(d.items()))
line.sort(reverse=True)
line.reverse()
q.clear()
nums = {1, 2}
nums.add(3)
nums.update([4])
print(line, q, nums, line.index("z"), line.count("z"), d.pop("a"), d.get("b"), d.copy())
t = torch.tensor([3.0, 1.0])
print(t.sort().values.tolist(), t.index_select(0, torch.tensor([1])).tolist(), "t.sort()", b"ab".split(b"b"))
data = {"x": t}
print(data["x"].max().item(), data.get("x").numel(), [k for k in data.keys()], (data["x"] > 2).any().item())
