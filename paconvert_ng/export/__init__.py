"""``paconvert export``: a converted model as a deployed graph: Paddle's static graph, ONNX, a TPU's model."""
