#!/usr/bin/env bash
# Checks the inputs before any request, and sets these outputs:
# - `db`: the absolute path of the vault, in a separate directory that only its owner can access
# - `results`: the directory for the JSON output of the commands
# - `snapshot-dest`: the store; the path of a directory is absolute
set -euo pipefail

refuse() {
  echo "::error title=lookervault::Cannot back up: $1"
  exit 1
}

case "$DB$ARTIFACT_NAME$FAIL_ON$RETENTION_DAYS$MAX_MINUTES$SNAPSHOT_DEST" in
  *$'\n'*) refuse "db, artifact-name, fail-on, retention-days, max-minutes and snapshot-dest must each be a single line" ;;
esac
[ -n "$BASE_URL" ] || refuse "the input base-url is empty"
[ -n "$CLIENT_ID" ] || refuse "the input client-id is empty; is the secret set in this repository?"
[ -n "$CLIENT_SECRET" ] || refuse "the input client-secret is empty; is the secret set in this repository?"
[[ $FAIL_ON =~ ^[456,\ ]*$ ]] || refuse "fail-on can contain only the exit codes 4, 5 and 6, such as 4,5,6"
[[ $ARTIFACT_NAME =~ ^[A-Za-z0-9._-]*$ ]] || refuse "artifact-name can contain only letters, digits, dots, - and _"
[ -n "$ARTIFACT_NAME$DB$SNAPSHOT_DEST" ] ||
  refuse "without an artifact-name or a snapshot-dest, db must be a path that persists between runs"
[ -n "$SNAPSHOT_DEST" ] || [[ $SNAPSHOT_RECIPIENTS =~ ^[[:space:]]*$ ]] ||
  refuse "snapshot-recipients needs snapshot-dest"
command -v node >/dev/null || refuse "node is not installed on this runner; the action needs it"
[[ $RETENTION_DAYS =~ ^[1-9][0-9]{0,2}$ ]] || refuse "retention-days must be a number of days"
[[ $MAX_MINUTES =~ ^[1-9][0-9]{0,4}$ ]] || refuse "max-minutes must be a number of minutes"

db=${DB:-$RUNNER_TEMP/lookervault/lookervault.db}
case "$db" in
  /* | [A-Za-z]:[\\/]*) ;;
  *) db=$PWD/$db ;;
esac
directory=$(dirname "$db")
if [ ! -d "$directory" ]; then
  mkdir -p "$directory"
  chmod 700 "$directory"
fi
# Creates the directory but not its parents, so that a share that is not mounted causes an error.
dest=$SNAPSHOT_DEST
case "$dest" in
  "" | *://*) ;;
  *)
    case "$dest" in
      /* | [A-Za-z]:[\\/]*) ;;
      *) dest=$PWD/$dest ;;
    esac
    [ -d "$dest" ] || mkdir -m 700 "$dest" || refuse "the directory of snapshot-dest does not exist and cannot be created; is its share mounted?"
    ;;
esac
# If the variable named no file, the run would start a new history without a message.
identity=${LOOKERVAULT_IDENTITY_FILE:-}
if [ -n "$dest" ] && [ -n "$identity" ]; then
  case "$identity" in
    /* | [A-Za-z]:[\\/]*) [ -f "$identity" ] || refuse "LOOKERVAULT_IDENTITY_FILE is not the path of a file" ;;
    *) refuse "LOOKERVAULT_IDENTITY_FILE must be an absolute path" ;;
  esac
fi
results=$(mktemp -d "$RUNNER_TEMP/lookervault-results.XXXXXX")
{
  echo "db=$db"
  echo "results=$results"
  echo "snapshot-dest=$dest"
} >>"$GITHUB_OUTPUT"
