class Layer:
    def __init__(self, *args):
        raise ImportError("Layer needs torch")


def describe():
    return "nothing"
