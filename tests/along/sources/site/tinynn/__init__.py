"""A small package of blocks and models."""

from tinynn.blocks import Block
from .registry import create
from .shapes import *

__version__ = "1.2"
