from app.model import run

print(run())
