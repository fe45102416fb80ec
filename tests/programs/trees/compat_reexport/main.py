from pkg.model import run
print(run())
