#!/usr/bin/env bash
# Installs lookervault from the action's own commit: a launcher that can connect only to the Looker host and, with
# snapshot-dest, to the hosts of the store.
set -euo pipefail

bin=$RUNNER_TEMP/lookervault-bin
mkdir -p "$bin"
root=$GITHUB_ACTION_PATH
# The variables that name the hosts of a store and the files with its credentials. None of them is a secret.
env=LOOKERVAULT_S3_ENDPOINT,LOOKERVAULT_OIDC,LOOKERVAULT_IDENTITY_FILE,ACTIONS_ID_TOKEN_REQUEST_URL
env+=,AWS_REGION,AWS_DEFAULT_REGION,AWS_ROLE_ARN,AWS_ENDPOINT_URL_STS,AWS_WEB_IDENTITY_TOKEN_FILE
env+=,GOOGLE_APPLICATION_CREDENTIALS,CLOUDSDK_AUTH_ACCESS_TOKEN_FILE
env+=,AZURE_TENANT_ID,AZURE_AUTHORITY_HOST,AZURE_FEDERATED_TOKEN_FILE
deno run --quiet --no-prompt --frozen --config="$root/deno.json" --allow-read="$root" --allow-env="$env" \
  "$root/scripts/action_launcher.ts" "$BASE_URL" "$SNAPSHOT_DEST" >"$bin/lookervault" || {
  echo "::error title=lookervault::Cannot install lookervault from its source"
  exit 1
}
chmod 755 "$bin/lookervault"
echo "$bin" >>"$GITHUB_PATH"
