"""Lets timm import torchvision beside a torch without CUDA: the operators that torchvision registers more for.

``scripts/export_speed.py`` puts this file beside the torch code; in the converted code an empty one takes its place.
"""

import torch

LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
for name in ("nms", "qnms"):
    try:
        LIBRARY.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    except RuntimeError:  # it is there
        break
