from .sub import deep

__all__ = ["deep"]
