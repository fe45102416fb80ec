"""PyTorch's own databases of operators, modules and optimizers as an oracle for the converter.

``python -m tests.oracle ops --only NAME`` runs one entry, ``scripts/coverage.py`` everything.
"""
