#!/usr/bin/env bash
# Sets the result of the job. The exit codes 4, 5 and 6 fail it if fail-on contains them; all others except 0 always do.
set -euo pipefail

judge() {
  local command=$1 code=$2 meaning
  [ -n "$code" ] && [ "$code" != 0 ] || return 0
  case "$code" in
    2) meaning="wrong usage or configuration" ;;
    3) meaning="Looker is unreachable, refused the login, or stopped responding" ;;
    4) meaning="partial: the items named in the summary could not be captured" ;;
    5) meaning="the vault is damaged" ;;
    6) meaning="another run is writing to the vault" ;;
    130) meaning="interrupted; the next run resumes it" ;;
    *) meaning="unexpected error" ;;
  esac
  case "$code:$FAIL_ON" in
    4:*4* | 5:*5* | 6:*6*) ;;
    [456]:*)
      echo "::warning title=lookervault::$command ended with exit code $code, $meaning"
      return 0
      ;;
  esac
  echo "::error title=lookervault::$command ended with exit code $code, $meaning"
  failed=1
}

failed=0
judge extract "$EXTRACT_EXIT_CODE"
judge verify "$VERIFY_EXIT_CODE"
# Without a vault there is no backup, even if the exit code of extract is 0.
if [ "$EXTRACT_EXIT_CODE" = 0 ] && [ -z "$VERIFY_EXIT_CODE" ]; then
  echo "::error title=lookervault::There is no vault to verify and keep. Check whether --db or --dry-run is among the args"
  failed=1
fi
# A failed push also fails the job.
if [ -n "$PUSH_EXIT_CODE" ] && [ "$PUSH_EXIT_CODE" != 0 ]; then
  echo "::error title=lookervault::snapshot push ended with exit code $PUSH_EXIT_CODE: the store has no snapshot of this run"
  failed=1
fi
exit "$failed"
