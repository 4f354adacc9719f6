#!/usr/bin/env bash
# Downloads the vault of the last run. If GitHub does not say whether there is one, the run fails, because a new vault
# would lack the history and nobody would notice.
set -euo pipefail

refuse() {
  echo "::error title=lookervault::Cannot restore the last vault: $1"
  exit 1
}

visibility=$(gh api "repos/$GITHUB_REPOSITORY" --jq .visibility) || refuse "GitHub did not report who can see this repository"
# With a store, the run keeps no artifact that others could download.
if [ "$visibility" = public ] && [ "$ALLOW_PUBLIC" != true ] && [ -z "$SNAPSHOT_DEST" ]; then
  refuse "this repository is public, so everybody could download the vault, with all names and email addresses. \
Back up from a private repository, or set artifact-name to an empty text and keep the vault elsewhere"
fi

if [ -e "$DB" ]; then
  echo "The vault already exists: $DB"
  exit 0
fi

list=$(gh api --paginate "repos/$GITHUB_REPOSITORY/actions/artifacts?name=$ARTIFACT_NAME&per_page=100" \
  --jq '.artifacts[]') || refuse "GitHub did not list the artifacts; the job needs the permission actions: read"
[ "${GITHUB_REF_TYPE:-}" = branch ] ||
  refuse "this run is for a tag, and vaults are kept only between runs of a branch: run the workflow on a branch"
choose="$GITHUB_ACTION_PATH/.github/action/last_artifact.mjs"
found=$(printf '%s' "$list" | node "$choose" list "$GITHUB_REF_NAME") ||
  refuse "GitHub's list of artifacts is not valid: rerun the job"

# A tag can have the same name as the branch. Its runs cannot be distinguished from those of the branch.
if [ "$GITHUB_EVENT_NAME" != schedule ] && [ "$found" != none ]; then
  tags=$(gh api "repos/$GITHUB_REPOSITORY/git/matching-refs/tags/$GITHUB_REF_NAME" --jq '.[].ref') ||
    refuse "GitHub did not list the tags: rerun the job"
  ! printf '%s\n' "$tags" | grep -qxF "refs/tags/$GITHUB_REF_NAME" ||
    refuse "there is a tag with the name of this branch, $GITHUB_REF_NAME: rename one of the two"
fi

run=none
for id in $found; do
  case "$id" in
    none | expired) run=$id ;;
    *)
      about=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$id" --jq '{path,event,head_branch,repository:{id:.repository.id},head_repository:{id:.head_repository.id}}') ||
        refuse "GitHub did not describe run $id: rerun the job"
      if printf '%s' "$about" | node "$choose" judge; then
        run=$id
        break
      fi
      echo "Run $id belongs to another workflow or event: its vault is not used."
      ;;
  esac
done

case "$run" in
  none)
    echo "There is no vault yet: this run creates it."
    ;;
  expired)
    echo "::warning title=lookervault::The last vault has expired, with its history. This run creates a new one."
    ;;
  *)
    # Downloads into a separate directory, and moves only the regular files that the action keeps.
    place=$(mktemp -d "$RUNNER_TEMP/lookervault-artifact.XXXXXX")
    vault=$(basename "$DB")
    gh run download "$run" --repo "$GITHUB_REPOSITORY" --name "$ARTIFACT_NAME" --dir "$place" ||
      refuse "the artifact $ARTIFACT_NAME of run $run could not be downloaded"
    while IFS= read -r -d '' file; do
      name=${file#"$place"/}
      case "$name" in
        "$vault-shm") rm -rf "$file" && continue ;; # SQLite creates it again.
        "$vault" | "$vault-wal") [ -f "$file" ] && [ ! -L "$file" ] && continue ;;
      esac
      refuse "the artifact $ARTIFACT_NAME of run $run contains a file that this action never keeps: ${name//[^A-Za-z0-9._-]/?}"
    done < <(find "$place" -mindepth 1 -print0)
    [ -f "$place/$vault" ] || refuse "the artifact $ARTIFACT_NAME of run $run does not contain $vault"
    # An artifact does not keep file modes.
    chmod 600 "$place/$vault"*
    for file in "$place/$vault"*; do mv "$file" "$(dirname "$DB")/"; done
    rmdir "$place"
    echo "The vault of run $run was restored."
    ;;
esac
