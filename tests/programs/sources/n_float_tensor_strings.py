import torch
x = torch.ones(2)
print(x.type(), x.type() == "torch.FloatTensor", x.type("torch.DoubleTensor").dtype == torch.float64, x.type(torch.LongTensor).tolist(), x.type(torch.int32).type())
print(torch.tensor([True]).type(), torch.zeros(1).half().type() in ("torch.HalfTensor", "torch.cuda.HalfTensor"), x.long().type() == "torch.LongTensor")
kind = "torch.IntTensor"
print(x.type(kind).dtype == torch.int32, isinstance(x, torch.FloatTensor), isinstance(x, torch.LongTensor), torch.LongTensor([1, 2]).tolist())
