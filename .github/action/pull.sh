#!/usr/bin/env bash
# Pulls the newest snapshot as the vault. If the store does not answer, the run fails, because a new vault would lack the
# history and nobody would notice. The output `base` is `vault` if the vault already exists, `snapshot`, `none`, or `locked`
# if the snapshot is encrypted and there is no identity.
set -euo pipefail

refuse() {
  echo "::error title=lookervault::Cannot restore the newest snapshot: $1"
  exit 1
}

if [ -e "$DB" ]; then
  echo "The vault already exists: $DB"
  echo "base=vault" >>"$GITHUB_OUTPUT"
  exit 0
fi
cd "$(dirname "$DB")"
command=(lookervault --db "$(basename "$DB")" --json snapshot)

# The runner must not execute text from the store as a workflow command.
ask() {
  local code=0 token
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
  "${command[@]}" "$@" "--dest=$SNAPSHOT_DEST" >"$RESULTS/$1.json" || code=$?
  echo "::$token::"
  return "$code"
}

listed=0
ask list || listed=$?
case "$listed" in
  0) ;;
  5) echo "::warning title=lookervault::A snapshot is damaged, or was removed without snapshot prune" ;;
  *) refuse "the snapshots in the store could not be listed (exit code $listed); see the error above" ;;
esac
base=$(node "$GITHUB_ACTION_PATH/.github/action/newest_snapshot.mjs" "$RESULTS") ||
  refuse "the list of snapshots is not valid"
if [ "$base" = encrypted ]; then
  if [ -n "${LOOKERVAULT_IDENTITY_FILE:-}" ]; then base=plain; else base=locked; fi
fi
case "$base" in
  none)
    [ "$listed" = 0 ] || refuse "every snapshot in the store is damaged; see the warnings above"
    echo "There is no snapshot yet: this run pushes the first."
    ;;
  locked)
    echo "The newest snapshot is encrypted, and LOOKERVAULT_IDENTITY_FILE is not set: this run cannot start from it."
    ;;
  *)
    pulled=0
    ask pull latest || pulled=$?
    [ "$pulled" = 0 ] || refuse "it could not be pulled, or is damaged (exit code $pulled); see the error above"
    base=snapshot
    echo "The newest snapshot was restored."
    ;;
esac
echo "base=$base" >>"$GITHUB_OUTPUT"
