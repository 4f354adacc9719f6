#!/usr/bin/env bash
# Pushes the vault into the store. Never fails by itself: the exit code is an output, and the last step judges it.
set -euo pipefail

cd "$(dirname "$DB")"
options=()
while read -r line; do
  [ -z "$line" ] || options+=("--recipient=$line")
done <<<"${RECIPIENTS//$'\r'/}"

# What is in the store must not be read as a command to the runner.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
push=0
lookervault --db "$(basename "$DB")" --json snapshot push "--dest=$SNAPSHOT_DEST" ${options[@]+"${options[@]}"} \
  >"$RESULTS/push.json" || push=$?
echo "::$token::"
echo "push-exit-code=$push" >>"$GITHUB_OUTPUT"
