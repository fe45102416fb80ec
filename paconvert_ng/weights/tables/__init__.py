"""``rules/weights/``: how the weights of a family of models are laid out elsewhere."""
