"""A small model in the shape of Qwen-VL."""
