"""The rule tests run with another installed Paddle: see scripts/rule_versions.py."""
