#!/usr/bin/env bash
# Pushes the vault to the store. Never fails: the exit code is an output, which the last step checks.
set -euo pipefail

cd "$(dirname "$DB")"
options=()
while read -r line; do
  [ -z "$line" ] || options+=("--recipient=$line")
done <<<"${RECIPIENTS//$'\r'/}"

# The runner must not execute text from the store as a workflow command.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
push=0
lookervault --db "$(basename "$DB")" --json snapshot push "--dest=$SNAPSHOT_DEST" ${options[@]+"${options[@]}"} \
  >"$RESULTS/push.json" || push=$?
echo "::$token::"
echo "push-exit-code=$push" >>"$GITHUB_OUTPUT"
