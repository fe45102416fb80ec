"""What the process of one framework does for an export; loaded beside the modules of paconvert_ng/verify/worker.

Imports nothing of paconvert_ng: the interpreter may be another one.
"""
