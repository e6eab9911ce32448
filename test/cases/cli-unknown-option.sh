#!/bin/sh
# An option that there is not. Exit 0 when right.
cd "$(dirname "$0")" || exit 2
got=$(node ../../dist/cli.js train data/base.csv --target sold --epoch 5 2>&1 | head -1)
echo "WANT densely: train has no option --epoch; did you mean --epochs? See densely train --help."; echo "GOT  $got"; case "$got" in *epochs*) exit 0;; esac; exit 1
