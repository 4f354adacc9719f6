#!/usr/bin/env bash
# Writes the report of the last seven days: a page, and a letter for the summary. A failure here does not fail the job.
set -euo pipefail

finish() {
  local written=$1
  echo "$2"
  echo "written=$written" >>"$GITHUB_OUTPUT"
  exit 0
}
skip() { finish false "$1"; }

case "$REPORT" in
  always) ;;
  weekly) [ "$(date -u +%u)" = 1 ] || skip "The report is written only on Mondays." ;;
  *) skip "::warning title=lookervault::The input report must be weekly, always or never: no report was written" ;;
esac

# Everybody can read the artifacts and summaries of a public repository.
visibility=$(gh api "repos/$GITHUB_REPOSITORY" --jq .visibility) ||
  skip "::warning title=lookervault::GitHub did not report who can see this repository: no report was written"
[ "$visibility" != public ] || [ "$ALLOW_PUBLIC" = true ] ||
  skip "This repository is public: no report was written."

cd "$(dirname "$DB")"
vault=$(basename "$DB")
# The runner must not execute text of Looker's users as a workflow command.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
failed=0
# Writes next to the vault, because lookervault has no permission to write to another directory.
for format in html md; do
  file=lookervault-report.$format
  lookervault --db "$vault" report --since 7d --overwrite --format "$format" --out "$file" &&
    mv "$file" "$RESULTS/report.$format" || failed=$?
done
echo "::$token::"
[ "$failed" = 0 ] || skip "::warning title=lookervault::Cannot write the report (exit code $failed)"
finish true "The report of the last seven days was written."
