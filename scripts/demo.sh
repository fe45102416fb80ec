#!/usr/bin/env bash
# The main job, on the example repo: converts examples/tinychat to out/tinychat, shows what changed and what was
# logged, then runs both models on the same weights and compares. Exits with an error if they differ.
#   bash scripts/demo.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/venv.sh

show() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }

show paconvert --in_dir examples/tinychat --output_dir out/tinychat --log_dir logs/tinychat
paconvert --in_dir examples/tinychat --output_dir out/tinychat --log_dir logs/tinychat

show "diff -u examples/tinychat/modeling_tinychat.py out/tinychat/modeling_tinychat.py | grep '^[-+]' | head -40"
changes=$(diff -u examples/tinychat/modeling_tinychat.py out/tinychat/modeling_tinychat.py | grep '^[-+]' || true)
head -40 <<< "$changes"
printf '(%s changed lines in all)\n' "$(grep -c '^+' <<< "$changes")"

show cat logs/tinychat/conversion.log
cat logs/tinychat/conversion.log

show python examples/compare.py examples/tinychat out/tinychat
python -W ignore examples/compare.py examples/tinychat out/tinychat
