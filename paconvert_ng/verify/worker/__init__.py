"""What runs in a process of its own: the standard library, numpy, one framework, and the user's code.

The folder is started as a program (``python worker torch`` or ``python worker paddle``) by an interpreter in which
paconvert_ng need not be installed, so nothing here imports from the rest of the package.
"""
