#!/usr/bin/env bash
# The main job, on the example repo: converts examples/tinychat to out/tinychat, shows what changed and what was
# logged, then runs both models on the same weights and compares. Exits with an error if they differ.
#   bash scripts/demo.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/venv.sh

show() { printf '\n$ %s\n' "$*"; }

before=examples/tinychat/modeling_tinychat.py
after=out/tinychat/modeling_tinychat.py

show paconvert --in_dir examples/tinychat --output_dir out/tinychat --log_dir logs/tinychat
paconvert --in_dir examples/tinychat --output_dir out/tinychat --log_dir logs/tinychat

show "diff -u $before $after    # its first 70 lines"
difference=$(diff -u "$before" "$after" || [ $? = 1 ])
head -70 <<< "$difference"

show "grep -v '^#' logs/tinychat/conversion.log    # what was left, and why; the summary is above"
grep -v '^#' logs/tinychat/conversion.log || true

show python examples/compare.py examples/tinychat out/tinychat
python -W ignore examples/compare.py examples/tinychat out/tinychat
