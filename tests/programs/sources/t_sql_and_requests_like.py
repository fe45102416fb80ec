import sqlite3, json, csv, io, configparser, string, textwrap, logging, random, hashlib, struct, array
import torch
db = sqlite3.connect(":memory:"); cur = db.cursor(); cur.execute("create table t (a, b)"); cur.executemany("insert into t values (?, ?)", [(1, "x y"), (2, "z")])
rows = cur.execute("select a, b from t order by a").fetchall(); print([(a, b.split()) for a, b in rows], db.total_changes); db.close()
cfg = configparser.ConfigParser(); cfg.read_string("[a]\nx = 1 2\n"); print(cfg["a"]["x"].split(), cfg.get("a", "x").split(" "), cfg["a"].getint("y", fallback=3))
data = json.loads('{"names": ["b", "a"], "t": "p,q"}'); data["names"].sort(); print(data["names"], data["t"].split(","), data.copy()["t"], sorted(data.values(), key=str)[0])
r = csv.DictReader(io.StringIO("a,b\n1 2,3\n")); print([row["a"].split() for row in r])
print(array.array("i", [1, 2]).index(2), array.array("i", [1, 2]).itemsize, hashlib.md5(b"a").hexdigest()[:4], struct.Struct("i").size, string.Template("$a").substitute(a=1), textwrap.dedent(" a b").split())
random.seed(0); l = [3, 1, 2]; random.shuffle(l); l.sort(); print(l, random.choice([torch.tensor([1., 2.])]).max(0)[1].item(), random.sample(["a b"], 1)[0].split())
logging.getLogger("x").debug("a"); log = logging.getLogger("y"); log.type = "kind"; print(log.name, log.type)
t = torch.tensor(data["names"] and [4., 6.]); print(t.max(0)[0].item(), json.dumps({"m": t.max().item(), "n": t.numel(), "s": list(t.size()), "l": t.tolist()}))
buf = io.BytesIO(); torch.save({"t": t, "s": "a b"}, buf); buf.seek(0); got = torch.load(buf); print(got["t"].max(0)[1].item(), got["s"].split(), got["t"].split(1)[0].tolist(), buf.tell() > 0)
