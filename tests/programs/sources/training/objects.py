"""dtype, device, Size, finfo and iinfo objects; types of results."""
import torch

x = torch.ones(2, 3)
print(x.dtype == torch.float32, x.dtype is torch.float32, torch.float == torch.float32, torch.long == torch.int64, torch.half is torch.float16)
table = {torch.float32: "single", torch.float64: "double", torch.bool: "flag"}
print(table[x.dtype], table[x.double().dtype], torch.float16 in table, {torch.int32, torch.int} == {torch.int32}, len({torch.float32, torch.float, torch.float64}))
print(torch.float32.is_floating_point, torch.int8.is_floating_point, torch.complex64.is_complex, torch.float64.itemsize, torch.uint8.is_signed)
print(isinstance(torch.float32, torch.dtype), isinstance("cpu", torch.device), isinstance(torch.device("cpu"), torch.device))
print(getattr(torch, "float16") == torch.half, str(torch.float32).split(".")[-1])
# devices
d = torch.device("cpu")
print(d.type, d.index, str(d), d == torch.device("cpu"), d == x.device, x.device.type, d != torch.device("cuda:1"))
c = torch.device("cuda", 1)
print(c.type, c.index, str(c), torch.device("cuda:1") == c, f"{c}", {c: 1}[torch.device("cuda:1")], hash(d) == hash(torch.device("cpu")))
print(torch.device(c).index, torch.device("cuda").index, torch.device(type="cpu").type, torch.device("meta").type)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(device, torch.zeros(1, device=device).device.type, torch.zeros(1).to(device).device == device)
# sizes
s = x.shape
print(tuple(s), s[0], s[-1], len(s), s == (2, 3), s == torch.Size([2, 3]), s.numel(), list(s), s[:1] == (2,), s[1:] + (5,) == (3, 5))
print(torch.Size([1, 2]) + torch.Size([3]) == (1, 2, 3), 3 in s, s.index(3), s.count(2), [*s], (*s, 4), torch.Size((4,)).numel(), max(s))
b, n = x.shape
h, *rest = torch.zeros(2, 3, 4).size()
print(b, n, h, rest, x.size(0), x.size(-1), x.shape[-2:] == (2, 3), x.size() == x.shape, {tuple(s): 1}[(2, 3)], s != (3, 2))
print(torch.zeros(x.shape).shape == x.shape, torch.zeros(*x.shape, 2).dim(), x.new_zeros(x.size(0)).tolist(), x.view(x.shape[0] * x.shape[1]).tolist()[0])
# limits
f = torch.finfo(torch.float32)
print(f.max, f.min, f.eps, f.tiny, f.bits, torch.finfo(torch.float16).max, torch.finfo(torch.bfloat16).eps, torch.finfo(x.dtype).min == f.min, f.smallest_normal, f.resolution)
i = torch.iinfo(torch.int32)
print(i.max, i.min, i.bits, torch.iinfo(torch.uint8).max, torch.iinfo(torch.int64).min, f.dtype, i.dtype)
mask = torch.tensor([True, False])
print(torch.zeros(2).masked_fill(mask, torch.finfo(torch.float32).min).tolist(), torch.finfo(torch.float64).eps)
try:
    torch.finfo(torch.int32)
except (TypeError, ValueError):
    print("no floating-point type")
# promotion
i32 = torch.ones(2, dtype=torch.int32)
i64 = torch.ones(2, dtype=torch.int64)
f16 = torch.ones(2, dtype=torch.float16)
f32 = torch.ones(2, dtype=torch.float32)
f64 = torch.ones(2, dtype=torch.float64)
b1 = torch.ones(2, dtype=torch.bool)
u8 = torch.ones(2, dtype=torch.uint8)
names = {torch.int32: "i32", torch.int64: "i64", torch.float16: "f16", torch.float32: "f32", torch.float64: "f64", torch.bool: "b", torch.uint8: "u8", torch.complex64: "c64", torch.int16: "i16"}
print([names[t.dtype] for t in (i32 + i64, f16 + f32, f32 - f64, b1 + i32, u8 + i32, i64 / i64, i32 // i32, b1 + b1, u8 + 1, u8 * 1.5, i64 + 2.5, f16 + 1, b1 + 1, b1 & b1, i64 ** 2, f32 ** i64, i32 % i64)])
scalar = torch.tensor(2.0, dtype=torch.float64)
print([names[t.dtype] for t in (f32 + scalar, i32 + scalar, i64 + torch.tensor(1, dtype=torch.int32), u8 + torch.tensor(300), f32 + 1j, torch.tensor(1) + torch.tensor(1.5))])
print([names[torch.promote_types(a, c)] for a, c in ((torch.int32, torch.float16), (torch.uint8, torch.int16), (torch.float32, torch.complex64), (torch.bool, torch.uint8))], names[torch.result_type(i32, 2.5)], torch.can_cast(torch.float32, torch.int32))
print([names[t.dtype] for t in (i32.sum(), b1.sum(), f16.sum(), i32.float().mean(), i32.cumsum(0), i32.prod(), (i32 > 1), i32.argmax(), torch.arange(3), torch.arange(3.0), torch.tensor([1, 2]), torch.tensor([1.0]), torch.tensor(True), torch.full((2,), 1), torch.full((2,), 1.0), torch.full((2,), True))])
print([names[t.dtype] for t in (torch.where(b1, i32, f32), torch.cat([i32, f32]), torch.where(b1, 1, 2), torch.where(b1, f32, 0.0), torch.add(i32, 1.5), i32.clamp(min=0.5), torch.linspace(0, 1, 2), torch.eye(2), torch.zeros_like(i32, dtype=torch.float16))])
x = torch.ones(2, dtype=torch.int32)
try:
    x += 1.5
except RuntimeError:
    print("RuntimeError")
x += 2
print(x.tolist(), names[x.dtype])
