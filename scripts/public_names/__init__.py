"""The public names of torch, what the rules make of each, and how that is written down."""
