import torch

x = torch.ones(2); s = "# torch"; t = '#' + s  # torch: "a comment" with 'quotes' # and torch
d = {"#": torch.zeros(1), "torch # x": """#
torch.relu # not code
"""}
print(s, t, x.tolist(), d["#"].tolist(), sorted(d), d["torch # x"])
