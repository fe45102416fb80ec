raise RuntimeError("nothing imports this module")
