from pathlib import Path
import pathlib, re, datetime as dt, collections, string, decimal, fractions
import torch
p = Path("a/b.txt")
print(p.with_suffix(".py").name, p.parent.name, p.stem.split("."), p.parts, p.is_absolute(), p.name.split(".")[0])
d = dt.datetime(2024, 5, 1); print(d.replace(day=2).day, d.date().isoformat().split("-"), (d - dt.timedelta(days=1)).day, d.min.year, d.max.year)
m = re.compile("a(b)").search("ab"); print(m.group(1), m.end(), re.split("-", "x-y"), re.compile("-").split("x-y"))
c = collections.Counter("aab"); print(c.most_common(1), c.copy()["a"], sorted(c.values()), c.total()); c.subtract("a"); print(c["a"])
q = collections.deque([1, 2, 3]); q.rotate(1); print(list(q), q.index(2), q.copy()[0], q.count(3))
print(decimal.Decimal("2.25").sqrt(), decimal.Decimal("2").exp().is_finite(), fractions.Fraction(6, 4).numerator, decimal.Decimal("-3").copy_abs(), decimal.Decimal(3).max(decimal.Decimal(5)))
print((7).bit_length(), (2.5).is_integer(), (3 + 4j).real, (3 + 4j).conjugate(), b"a b".split(), memoryview(b"abcd").itemsize, bytearray(b"xy").copy(), {1, 2}.copy() == {1, 2}, frozenset("a").union("b") >= {"b"}, "ab".index("b"), "a".expandtabs(), (1, 2).count(1))
x = torch.tensor([3., 1.])
print(x.index_select(0, torch.tensor([1])).tolist(), x.sqrt().numel(), x.exp().max().item() > 20, x.real.tolist())
