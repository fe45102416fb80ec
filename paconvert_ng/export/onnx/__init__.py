"""Paddle's static graph → ONNX."""

from paconvert_ng.export.onnx.convert import to_onnx
from paconvert_ng.export.onnx.model import Case, Compared, OnnxModel, check_opset

__all__ = ["Case", "Compared", "OnnxModel", "check_opset", "to_onnx"]
