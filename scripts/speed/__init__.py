"""What helpers cost beside Paddle's own functions: see scripts/helper_speed.py."""
