from model import run
print(run())
