def Linear(n):
    return "own%d" % n
