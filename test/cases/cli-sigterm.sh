#!/bin/sh
# life cycle: SIGTERM (docker stop, systemd, a scheduler) ends `densely train` without its model; SIGINT keeps it. Exit 0 when right.
cd "$(dirname "$0")" || exit 2; out=$(mktemp -u).safetensors; log=$(mktemp)
node ../../dist/cli.js train moons --epochs 1000000 --batch-size all --hidden 1 --out "$out" >/dev/null 2>"$log" & p=$!
# The first line of progress comes when a tenth is done.
until grep -q training "$log" || ! kill -0 $p 2>/dev/null; do sleep 0.1; done
kill -TERM $p; wait $p; rc=$?; rm -f "$log"
echo "WANT the model so far in $out, as with Ctrl-C"; [ -f "$out" ] && { echo "GOT  rc=$rc, model there"; rm -f "$out"; exit 0; }; echo "GOT  rc=$rc, no model"; exit 1
