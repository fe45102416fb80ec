import torch
x = torch.ones(1)
if "torch.FloatTensor" == x.type():
    print("float")
kinds = {"torch.FloatTensor": 1, "torch.LongTensor": 2}
print(kinds[x.type()], kinds.get(x.long().type()), x.type().endswith("FloatTensor"), "cuda" in x.type())
def cast(t, kind="torch.DoubleTensor"):
    return t.type(kind)
print(cast(x).dtype == torch.float64, cast(x, "torch.ByteTensor").dtype == torch.uint8, cast(x, torch.HalfTensor).dtype == torch.float16)
torch.set_default_tensor_type("torch.DoubleTensor")
print(torch.ones(1).dtype == torch.float64)
torch.set_default_tensor_type(torch.FloatTensor)
