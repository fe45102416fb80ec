"""ONNX → the model of a TPU (bmodel), with TPU-MLIR in an interpreter of its own."""

from paconvert_ng.export.tpu.convert import Bmodel, to_bmodel
from paconvert_ng.export.tpu.environment import find_python
from paconvert_ng.export.tpu.modes import CHIP, MODES, check_mode

__all__ = ["CHIP", "MODES", "Bmodel", "check_mode", "find_python", "to_bmodel"]
