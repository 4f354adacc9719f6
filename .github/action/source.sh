#!/usr/bin/env bash
# Installs lookervault from the action's own commit: a launcher that may reach the one Looker host and nothing else.
set -euo pipefail

bin=$RUNNER_TEMP/lookervault-bin
mkdir -p "$bin"
root=$GITHUB_ACTION_PATH
deno run --quiet --no-prompt --frozen --config="$root/deno.json" --allow-read="$root" \
  "$root/scripts/action_launcher.ts" "$BASE_URL" >"$bin/lookervault" || {
  echo "::error title=lookervault::Cannot install lookervault from its source"
  exit 1
}
chmod 755 "$bin/lookervault"
echo "$bin" >>"$GITHUB_PATH"
