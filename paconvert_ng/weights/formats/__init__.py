"""File formats of checkpoints: one module each, which reads it and lays it out for writing."""
