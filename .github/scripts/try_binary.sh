#!/usr/bin/env bash
# try_binary.sh BINARY PORT: backs up a simulated Looker with a binary, verifies the vault and lists its items. The binary
# must be built for 127.0.0.1 and that port.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
chmod 755 "$binary"
work=$(mktemp -d)
cd "$work"

deno run --quiet --no-prompt --config="$root/deno.json" -P=sim "$root/scripts/simulator.ts" \
  --port "$2" --json --dashboards 10 --looks 10 >simulator.json 2>/dev/null &
simulator=$!
trap 'kill "$simulator"' EXIT
until [ -s simulator.json ]; do
  kill -0 "$simulator"
  sleep 0.1
done
LOOKERVAULT_BASE_URL=$(sed -E 's/.*"url":"([^"]+)".*/\1/' simulator.json)
export LOOKERVAULT_BASE_URL LOOKERVAULT_CLIENT_ID=demo LOOKERVAULT_CLIENT_SECRET=demo-secret

"$binary" --version
"$binary" extract
"$binary" extract --incremental
"$binary" verify
"$binary" list dashboards --limit 3
"$binary" --json list dashboards --limit 3 >list.json
grep -q '"id"' list.json
echo "The binary works."
