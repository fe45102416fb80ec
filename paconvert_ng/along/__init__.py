"""Packages that are taken along (``--with_packages``): found, followed from the code, placed next to it, reported."""
