#!/usr/bin/env bash
# Runs the backup and verifies the vault. Never fails: both exit codes are outputs, which the last step checks.
set -euo pipefail

cd "$(dirname "$DB")"
vault=$(basename "$DB")

command=(lookervault --db "$vault")
options=()
while IFS= read -r line; do
  [ -z "$line" ] || options+=("$line")
done <<<"${ARGS//$'\r'/}"
read -r -a wanted <<<"${TYPES//[$',\r\n']/ }"

# Sends SIGTERM to the process $2 after $1 minutes. When this function is stopped, it also stops its sleep, because the
# runner waits for child processes.
stop_after() {
  local nap=
  trap '[ -z "$nap" ] || kill "$nap"; exit' TERM
  sleep "$(($1 * 60))" &
  nap=$!
  wait "$nap" && kill "$2"
}

# A message can contain text of Looker's users, which the runner must not execute as a workflow command.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
extract=0
"${command[@]}" --json extract --incremental ${options[@]+"${options[@]}"} -- ${wanted[@]+"${wanted[@]}"} \
  >"$RESULTS/extract.json" &
run=$!
stop_after "$MAX_MINUTES" "$run" >/dev/null 2>&1 &
watch=$!
wait "$run" || extract=$?
kill "$watch" 2>/dev/null || true
wait "$watch" || true
verify=
if [ -e "$vault" ]; then
  verify=0
  "${command[@]}" --json verify >"$RESULTS/verify.json" || verify=$?
fi
echo "::$token::"

verified=false
if [ "$verify" = 0 ] && [ "$extract" != 6 ]; then verified=true; fi
{
  echo "extract-exit-code=$extract"
  echo "verify-exit-code=$verify"
  echo "verified=$verified"
} >>"$GITHUB_OUTPUT"
# These outputs are only information: without them, an intact vault is still kept.
node "$GITHUB_ACTION_PATH/.github/action/outputs.mjs" "$RESULTS" >>"$GITHUB_OUTPUT" ||
  echo "::warning title=lookervault::Cannot write the outputs that describe the run"
