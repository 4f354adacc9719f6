#!/usr/bin/env bash
# Backs up and verifies. Never fails by itself: both exit codes are outputs, and the last step judges them.
set -euo pipefail

cd "$(dirname "$DB")"
vault=$(basename "$DB")

command=(lookervault --db "$vault")
options=()
while IFS= read -r line; do
  [ -z "$line" ] || options+=("$line")
done <<<"${ARGS//$'\r'/}"
read -r -a wanted <<<"${TYPES//[$',\r\n']/ }"

# Asks the process $2 to stop after $1 minutes. Told to stop itself, it takes its sleep along: the runner waits for those
# that are left.
stop_after() {
  local nap=
  trap '[ -z "$nap" ] || kill "$nap"; exit' TERM
  sleep "$(($1 * 60))" &
  nap=$!
  wait "$nap" && kill "$2"
}

# What Looker's users wrote may be in a message: it must not be read as a command to the runner.
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
# For people only: an intact vault is kept without it.
node "$GITHUB_ACTION_PATH/.github/action/outputs.mjs" "$RESULTS" >>"$GITHUB_OUTPUT" ||
  echo "::warning title=lookervault::Cannot write the outputs that describe the run"
