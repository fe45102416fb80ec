import io, os, tempfile
from pathlib import Path
import numpy as np
import torch
from PIL import Image
img = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(2, 6))
print(img.size, img.mode, img.resize((3, 2)).size, img.crop((0, 0, 2, 2)).size, img.transpose(Image.FLIP_LEFT_RIGHT).getpixel((0, 0)), img.copy().size, len(img.split()), img.rotate(90, expand=True).size, img.getextrema(), img.point(lambda v: v * 2).getpixel((1, 0)))
t = torch.from_numpy(np.array(img)).float()
print(t.max(1)[0].tolist(), t.size(0), t.t().numel(), t.view(-1).split(6)[1].tolist())
with tempfile.TemporaryDirectory() as d:
    p = Path(d) / "a.b.txt"; p.write_text("x y\nz"); q = p.rename(p.with_name("c_d.txt"))
    print(q.name.split("_"), q.read_text().split(), q.stat().st_size, q.exists(), sorted(os.listdir(d))[0].split("."), [f.stem.split("_") for f in Path(d).iterdir()])
    with open(q) as f:
        print([line.split() for line in f], f.name.endswith("txt"))
    with q.open() as f: print(f.readline().split(), f.read().index("z"))
def load(path: Path, as_tensor=True):
    a = np.asarray([[1., 2.], [3., 0.]])
    return torch.as_tensor(a).max(1) if as_tensor else a.max(1)
print(load(Path("x"))[1].tolist(), load(Path("x"), False).tolist())
