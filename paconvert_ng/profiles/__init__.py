"""Profiles: named sets of edits of the source, for what a conversion alone does not do (export to ONNX, a chip)."""
