from .base import *
from .net import Net
